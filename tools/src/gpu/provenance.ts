/** Which programs made a result: their command, the commit, and versions. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RunBlock, runBlock } from '@verbatim/evidence';
import type { DeviceInfo } from '@verbatim/gpu';

const ROOT = new URL('../../../', import.meta.url);
/** What a result depends on; results themselves are elsewhere. */
const SOURCES = ['packages', 'tools'];
/** Packages whose versions are told: the kernels, what they run through, and Dawn. */
const PACKAGES = {
  '@verbatim/gpu': 'packages/gpu',
  '@verbatim/kernels': 'packages/kernels',
  '@verbatim/transformer': 'packages/transformer',
  webgpu: 'node_modules/webgpu',
};

/** Names the commit of a built copy that runs away from its repository, where git knows nothing or something else. */
const COMMIT_VARIABLE = 'VERBATIM_COMMIT';

/** What made a result. */
export interface Provenance {
  readonly run: RunBlock;
  /** What VERBATIM_COMMIT says; else the commit that was checked out, with ` and changes` where sources differed from it; null where git does not tell. */
  readonly commit: string | null;
}

/** Describes a run on a device that starts now. */
export async function provenance(command: string, { description }: DeviceInfo): Promise<Provenance> {
  const versions: Record<string, string> = {};
  for (const [name, folder] of Object.entries(PACKAGES)) {
    const text = await readFile(new URL(`${folder}/package.json`, ROOT), 'utf8');
    versions[name] = (JSON.parse(text) as { version: string }).version;
  }
  return {
    run: { ...runBlock({ command, seed: 1, versions }), device: description },
    commit: process.env[COMMIT_VARIABLE] ?? (await commitOf(ROOT)),
  };
}

/** The commit of a working tree, as {@link Provenance} has it. */
export async function commitOf(root: URL): Promise<string | null> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: fileURLToPath(root), encoding: 'utf8' })).stdout.trim();
  try {
    const commit = await git('rev-parse', 'HEAD');
    const changes = await git('status', '--porcelain', '--', ...SOURCES);
    return changes === '' ? commit : `${commit} and changes`;
  } catch {
    return null;
  }
}
