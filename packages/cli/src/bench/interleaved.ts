/** Runs of two versions in the order A B B A, so that a machine that drifts favours neither; their samples as blocks. */
import type { BenchPoint, BenchResult, Block, InterleavedTime } from '@verbatim/bench';

/** The runs of one block, in the order taken. */
export type RunBlockOfFour = readonly [base: BenchResult, next: BenchResult, next: BenchResult, base: BenchResult];

/**
 * Takes blocks of runs.
 *
 * @param base - runs the earlier version once, @param next the version to be judged.
 */
export async function interleavedRuns(
  blocks: number,
  base: () => Promise<BenchResult>,
  next: () => Promise<BenchResult>,
): Promise<RunBlockOfFour[]> {
  const taken: RunBlockOfFour[] = [];
  while (taken.length < blocks) taken.push([await base(), await next(), await next(), await base()]);
  return taken;
}

/** The times that every run of every block has. */
export function interleavedTimes(runs: readonly RunBlockOfFour[]): InterleavedTime[] {
  const ids = runs[0]?.[0].points.map(({ id }) => id) ?? [];
  return ids.flatMap((id) =>
    (['cold', 'hot'] as const).flatMap((cache) => {
      const blocks = runs.map((four) => four.map((run) => pointOf(run, id)?.[cache]?.samples ?? []));
      const complete = blocks.every((block) => block.every((samples) => samples.length > 0));
      return complete ? [{ id, cache, blocks: blocks as unknown as Block[] }] : [];
    }),
  );
}

/** One result for several runs of a version: of each point the run in which it came out worst, so that no wrong result is lost. */
export function worstOf(runs: readonly [BenchResult, ...BenchResult[]]): BenchResult {
  const [first] = runs;
  return {
    ...first,
    points: first.points.map((point) => {
      const all = runs.flatMap((run) => pointOf(run, point.id) ?? []);
      return all.reduce((worst, candidate) => (RANK[candidate.status] > RANK[worst.status] ? candidate : worst), point);
    }),
  };
}

const RANK: Readonly<Record<BenchPoint['status'], number>> = { measured: 0, skipped: 1, failed: 2, wrong: 3 };

function pointOf({ points }: BenchResult, wanted: string): BenchPoint | undefined {
  return points.find(({ id }) => id === wanted);
}
