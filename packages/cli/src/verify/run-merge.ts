/** Makes one result of the files of all shards. */
import {
  type Claim,
  exitCode,
  mergeShards,
  type NamedShard,
  type RunBlock,
  ShardMismatchError,
  shardResultSchema,
  VERIFY_SCHEMA,
} from '@verbatim/evidence';
import type { Context } from '../context.js';
import { readInput } from '../input/read-input.js';
import type { JsonTarget } from '../output/json-target.js';
import { oneLine, quoted } from '../output/one-line.js';
import { accepted, parsedJson, UsageError } from '../usage-error.js';
import { checkerVersions, VERSION } from '../version.js';
import { chosenClaims } from './chosen-claims.js';
import { reportResults } from './run-claims.js';
import { replayCommand } from './verification.js';

/** The largest file that is read, in bytes. */
const LARGEST_FILE = 2 ** 28;
const WANTED = 'a file that verbatim verify --shard i/N --json FILE wrote';

/** What is merged, and where the result goes. */
export interface Merge {
  readonly files: readonly string[];
  readonly target: JsonTarget | undefined;
  /** Describes this run, once the shards have said the seed. */
  readonly runOf: (seed: number) => RunBlock;
}

/**
 * Merges the shards and reports, as the run that verifies all would.
 *
 * @returns the exit code.
 * @throws UsageError when a file is no shard, or the shards do not make up one verification of this version's claims.
 */
export async function runMerge(context: Context, { files, target, runOf }: Merge): Promise<number> {
  const shards: NamedShard[] = [];
  for (const file of files) shards.push(await readShard(file));
  const [first] = shards as [NamedShard, ...NamedShard[]];
  const { effort, seed, claims: ids, versions } = first.result.whole;
  assertSameVersions(first.from, versions);
  const claims = claimsOf(first.from, await context.claims(), ids);
  const replay = (id: string) => replayCommand({ effort, seed }, id);
  const results = merged(() => mergeShards(claims, shards, replay));
  const run = { ...runOf(seed), shards: runsOf(shards) };
  if (target?.file) await target.write({ schema: VERIFY_SCHEMA, run, claims: results });
  const shardCount = `merged from ${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}`;
  await reportResults(context, { claims, effort, seed, target, run }, results, shardCount);
  return exitCode(results);
}

/** The runs of the shards, from the first to the last. */
function runsOf(shards: readonly NamedShard[]): RunBlock[] {
  return shards.toSorted((a, b) => a.result.shard.index - b.result.shard.index).map(({ result }) => result.run);
}

async function readShard(file: string): Promise<NamedShard> {
  const place = `--merge ${quoted(file)}`;
  const text = new TextDecoder().decode(await readInput(place, file, LARGEST_FILE, WANTED));
  const parsed = shardResultSchema.safeParse(parsedJson(place, text, WANTED));
  if (parsed.success) return { from: quoted(file), result: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new UsageError(`${place}: this is no shard (${oneLine(`${issue?.message}${where}`)}); accepted is ${WANTED}`);
}

/** The claims of a shard, unless this version of the command does not know them. */
function claimsOf(from: string, known: readonly Claim[], ids: readonly string[]): readonly Claim[] {
  if (ids.length === 0) throw new UsageError(`--merge ${from}: the shard is of no claim; accepted is ${WANTED}`);
  try {
    return chosenClaims(known, ids);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`--merge ${from}: ${error.message}`) : error;
  }
}

/** Of Node.js it may be another version that merges: nothing is computed here. The shards are compared with each other. */
function assertSameVersions(from: string, versions: Readonly<Record<string, string>>): void {
  for (const [name, version] of Object.entries({ verbatim: VERSION, ...checkerVersions() }))
    if (versions[name] !== version)
      throw new UsageError(
        `--merge ${from}: made with ${name} ${quoted(versions[name] ?? 'of no version')}; accepted is ${version}, which this is`,
      );
}

function merged<T>(merge: () => T): T {
  try {
    return accepted('--merge', merge);
  } catch (error) {
    if (error instanceof ShardMismatchError)
      throw new UsageError(`--merge: ${error.message}; accepted are all shards of one run, each once`);
    throw error;
  }
}
