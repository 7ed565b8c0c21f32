/** Runs one shard of a verification: some methods and controls, and no verdicts. */
import {
  type Journal,
  SHARD_SCHEMA,
  type Shard,
  type ShardResult,
  shardExitCode,
  unitsInShard,
  verifyShard,
} from '@verbatim/evidence';
import { type Context, print } from '../context.js';
import { coloursFor } from '../output/colours.js';
import { shardReport } from './shard-report.js';
import { decidedBy, type Verification } from './verification.js';
import { type Watch, withJournal } from './with-journal.js';

/** A shard, and what it is a shard of. */
export interface ShardVerification extends Verification {
  readonly shard: Shard;
}

/**
 * Runs the methods and controls of the shard and reports.
 *
 * @returns the exit code, which speaks of these alone.
 * @throws UsageError when there is a journal of another run, or another run is using it.
 */
export function runShard(context: Context, verification: ShardVerification): Promise<number> {
  const { claims, shard, target } = verification;
  const header = { schema: SHARD_SCHEMA, shard: shardName(shard), ...decidedBy(verification) };
  return withJournal(context, target, header, {
    run: (journal, watch) => runAndReport(context, verification, journal, watch),
    interrupted: async (journal) => {
      context.stderr.write(
        `verbatim: interrupted; ${journal.units().length} of ${unitsInShard(claims, shard).length} methods and controls were finished; with --json FILE a run can be resumed\n`,
      );
    },
  });
}

function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}

async function runAndReport(
  context: Context,
  verification: ShardVerification,
  journal: Journal,
  watch: Watch,
): Promise<number> {
  const { claims, shard, effort, seed, target, run } = verification;
  const started = performance.now();
  const units = await watch((watched) => verifyShard(claims, shard, { effort, seed, journal, ...watched }));
  const result: ShardResult = { schema: SHARD_SCHEMA, run, shard, whole: decidedBy(verification), units };
  if (target?.file) await journal.finish(result);
  else await target?.write(result);
  if (target?.file !== null) {
    const all = claims.reduce((sum, { methods, controls }) => sum + methods.length + controls.length, 0);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const report =
      units.length > 0 ? `${shardReport(verification, units, coloursFor(context.stdout, context.env))}\n\n` : '';
    const written = target ? `; written: ${target.file}` : '';
    await print(
      context,
      `${report}shard ${shardName(shard)}: ${units.length} of ${all} methods and controls, in ${seconds} s; effort ${effort}, seed ${seed}${written}\n` +
        `left out: the ${all - units.length} of the other shards, and all verdicts; verbatim verify --merge with the --json files of all shards gives them\n`,
    );
  }
  return shardExitCode(claims, units);
}
