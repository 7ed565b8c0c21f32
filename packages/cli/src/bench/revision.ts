/** Another revision of this repository, built in a worktree of its own that is taken away afterwards. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const run = promisify(execFile);
/** Bytes of output that are kept of a command. */
const MOST_OUTPUT = 2 ** 24;

/** A command and its arguments. */
export type Step = readonly [command: string, ...args: string[]];

/** `npm ci` builds as well, by the workspace's `prepare`. */
const BUILD: Step = ['npm', 'ci', '--no-audit', '--no-fund'];

/** Where the repository is that a folder belongs to. @throws UsageError outside of one. */
export async function repositoryOf(folder: string): Promise<string> {
  try {
    return (await run('git', ['-C', folder, 'rev-parse', '--show-toplevel'])).stdout.trim();
  } catch {
    throw new UsageError('--against: this folder is in no git repository; accepted is a checkout of this workspace');
  }
}

/**
 * Checks a revision out beside the repository, builds it and works with it.
 *
 * @throws UsageError for a revision that there is not, or that cannot be built.
 */
export async function withRevision<T>(
  repository: string,
  revision: string,
  work: (folder: string) => Promise<T>,
  { build = BUILD, signal }: { readonly build?: Step; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const commit = await commitOf(repository, revision);
  const parent = await mkdtemp(join(tmpdir(), 'verbatim-against-'));
  const folder = join(parent, 'base');
  try {
    await run('git', ['-C', repository, 'worktree', 'add', '--detach', folder, commit]);
    await built(folder, revision, build, signal);
    return await work(folder);
  } finally {
    await run('git', ['-C', repository, 'worktree', 'remove', '--force', folder]).catch(() => undefined);
    await rm(parent, { recursive: true, force: true });
    await run('git', ['-C', repository, 'worktree', 'prune']);
  }
}

async function commitOf(repository: string, revision: string): Promise<string> {
  try {
    const args = ['-C', repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return (await run('git', args)).stdout.trim();
  } catch {
    throw new UsageError(`--against ${quoted(revision)}: accepted is a commit, a branch or a tag of this repository`);
  }
}

async function built(
  folder: string,
  revision: string,
  [command, ...args]: Step,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await run(command, args, { cwd: folder, maxBuffer: MOST_OUTPUT, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const last = stderr.trim().split('\n').at(-1) || message.split('\n')[0]!;
    throw new UsageError(`--against ${quoted(revision)}: it cannot be built (${last}); accepted is one that builds`);
  }
}
