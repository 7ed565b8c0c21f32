/**
 * Replays long lists of launches that come again, as when letters are generated. Handing a launch over takes the host 2 to 4 µs,
 * and a small kernel takes the card no longer, so that a list of them is bound by the host; a replay is one call. A list that
 * comes once is not worth recording, which costs about as much as handing it over.
 */
import { CudaGraph } from './cuda-graph.js';
import type { CudaLaunch, CudaLaunching } from './cuda-launch.js';

/** Shorter lists are handed over one by one. */
const LEAST_LAUNCHES = 32;

/** The last long list, and its recording once it came twice. */
export class CudaChains {
  #last: readonly CudaLaunch[] = [];
  #graph: CudaGraph | null = null;

  constructor(private readonly on: CudaLaunching) {}

  /** Hands launches over. @returns the driver's status. */
  enqueue(launches: readonly CudaLaunch[]): number {
    if (launches.length < LEAST_LAUNCHES) {
      return oneByOne(launches);
    }
    if (!same(launches, this.#last)) {
      this.destroy();
      this.#last = launches;
      return oneByOne(launches);
    }
    this.#graph ??= CudaGraph.of(this.on, launches);
    return this.#graph.enqueue();
  }

  destroy(): void {
    this.#graph?.destroy();
    this.#graph = null;
    this.#last = [];
  }
}

function oneByOne(launches: readonly CudaLaunch[]): number {
  let status = 0;
  for (const launch of launches) {
    status ||= launch.enqueue();
  }
  return status;
}

function same(some: readonly CudaLaunch[], others: readonly CudaLaunch[]): boolean {
  return some.length === others.length && some.every((launch, i) => launch === others[i]);
}
