/** Another revision of this repository: which one is meant, and a worktree of it that is taken away afterwards. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const run = promisify(execFile);

/** The command within a checkout. */
export const COMMAND = 'packages/cli/bin/verbatim.js';

/** Two versions of a repository: a revision, and what is checked out. */
export interface Versions {
  /** The folder of the checkout. */
  readonly repository: string;
  /** As the user gave it. */
  readonly revision: string;
  /** What it stands for. */
  readonly base: string;
  /** The commit that is checked out. */
  readonly head: string;
  /** How many files differ from that commit, new ones included. */
  readonly changes: number;
}

/**
 * Finds the repository that a folder belongs to, and a revision of it.
 *
 * @throws UsageError outside of a checkout of this workspace, and for a revision that there is not or that has no command.
 */
export async function versionsOf(folder: string, revision: string): Promise<Versions> {
  const repository = await git(folder, 'rev-parse', '--show-toplevel').catch((error) => {
    throw new UsageError(`--against: ${complaintOfGit(error)}; accepted is a folder in a checkout of this workspace`);
  });
  if (!existsSync(join(repository, COMMAND))) {
    throw new UsageError(
      `--against: ${quoted(repository)} has no ${COMMAND}; accepted is a folder in a checkout of this workspace`,
    );
  }
  const base = await git(
    repository,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ).catch(() => {
    throw new UsageError(`--against ${quoted(revision)}: accepted is a commit, a branch or a tag of this repository`);
  });
  await git(repository, 'cat-file', '-e', `${base}:${COMMAND}`).catch(() => {
    throw new UsageError(`--against ${quoted(revision)}: it has no ${COMMAND}; accepted is a revision that has it`);
  });
  const head = await git(repository, 'rev-parse', 'HEAD');
  const changes = (await git(repository, 'status', '--porcelain')).split('\n').filter((line) => line !== '').length;
  return { repository, revision, base, head, changes };
}

/** Which versions these are, in a line each. */
export function versionLines({ revision, base, head, changes }: Versions): string[] {
  const more = changes === 0 ? '' : ` and ${changes} uncommitted ${changes === 1 ? 'change' : 'changes'}`;
  return [
    `base: ${quoted(revision)}, ${shortened(base)}`,
    `new: this checkout, ${shortened(head)}${more}`,
    ...(base === head && changes === 0 ? ['both are the same: whatever differs is noise'] : []),
  ];
}

/** Enough of the name of a commit. */
export function shortened(commit: string): string {
  return commit.slice(0, 12);
}

/**
 * Checks the revision out, works in it, and takes it away, whatever comes of the work.
 *
 * @throws UsageError when it cannot be checked out.
 */
export async function withRevision<T>(
  { repository, revision, base }: Versions,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'verbatim-against-'));
  const folder = join(parent, 'base');
  try {
    await git(repository, 'worktree', 'add', '--detach', folder, base).catch((error) => {
      throw new UsageError(
        `--against ${quoted(revision)}: ${complaintOfGit(error)}; accepted is a revision that git worktree add takes`,
      );
    });
    return await work(folder);
  } finally {
    // Node removes thousands of files faster than git does, and git only has to forget this worktree.
    await rm(parent, { recursive: true, force: true });
    await git(repository, 'worktree', 'remove', '--force', folder).catch(() => undefined);
  }
}

async function git(folder: string, ...args: string[]): Promise<string> {
  // Complaints are quoted, and this program speaks English.
  const env = { ...process.env, LC_ALL: 'C' };
  return (await run('git', ['-C', folder, ...args], { env })).stdout.trim();
}

/** Git's own reason, such as `not a git repository`. */
function complaintOfGit(error: unknown): string {
  const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
  if (code === 'ENOENT') return 'the command git is missing';
  const line = stderr
    .trim()
    .split('\n')
    .findLast((text) => /^(fatal|error): /.test(text));
  return line === undefined ? 'git failed' : line.replace(/^(fatal|error): /, 'git says: ');
}
