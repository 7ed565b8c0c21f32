/** From declared suites to points in the order in which they are measured. */
import type { Backend } from '@verbatim/bench';
import { randomSource } from '@verbatim/tasks';
import type { DeclaredSeries, DeclaredSuite, PointPrecision } from '../declared-suite.js';

/** What of the suites is wanted; null for all that they declare. */
export interface Selection {
  /** As ids name them. */
  readonly kernels?: readonly string[] | null;
  readonly lengths: readonly number[] | null;
  readonly precisions: readonly PointPrecision[] | null;
  readonly backends: readonly Backend[] | null;
  /** Of which nothing is planned, since this machine is known not to have them; none by default. */
  readonly absent?: readonly Backend[];
  readonly quick: boolean;
}

/** A point before it is measured. */
export interface PlannedPoint {
  readonly id: string;
  readonly suite: string;
  readonly series: DeclaredSeries;
  readonly precision: PointPrecision;
  readonly backend: Backend;
  readonly length: number;
}

/** Every selected point, in the order of declaration: suite, series, precision, backend, length. */
export function plannedPoints(suites: readonly DeclaredSuite[], selection: Selection): PlannedPoint[] {
  const { absent = [], kernels = null } = selection;
  return suites.flatMap(({ name: suite, series: all, lengths: full, quickLengths }) => {
    const lengths = selection.lengths ?? (selection.quick ? quickLengths : full);
    const chosen = all.filter(({ kernel }) => kernels === null || kernels.includes(kernel));
    return chosen.flatMap((series) =>
      series.precisions.filter(within(selection.precisions)).flatMap((precision) =>
        backendsOf(series)
          .filter(within(selection.backends))
          .filter((backend) => !absent.includes(backend))
          .flatMap((backend) =>
            lengths.map((length) => {
              const id = [suite, series.kernel, precision, backend, length].join('/');
              return { id, suite, series, precision, backend, length };
            }),
          ),
      ),
    );
  });
}

/** Where a series runs: as it declares, and on CUDA beside WebGPU where its kernel has a plan in CUDA C++. */
function backendsOf({ backends, subject }: DeclaredSeries): Backend[] {
  const cuda = subject.kind === 'kernel' && subject.definition.cudaPlan !== undefined;
  return backends.flatMap((backend): Backend[] => (backend === 'webgpu' && cuda ? ['webgpu', 'cuda'] : [backend]));
}

/** The same points in a random order that the seed decides: what drifts during a run does not look like growth. */
export function shuffled<T>(points: readonly T[], seed: number): T[] {
  const random = randomSource(seed, 'order of points');
  const order = [...points];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function within<T>(wanted: readonly T[] | null): (value: T) => boolean {
  return (value) => wanted === null || wanted.includes(value);
}
