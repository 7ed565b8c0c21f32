/** The checks of kernels as jobs that do not depend on each other, so that several processes can share them. */
import {
  type AdapterChoice,
  type Device,
  DeviceLostError,
  FeatureMissingError,
  openCuda,
  openDawn,
} from '@verbatim/gpu';
import { type KernelSuite, kernelSuites, type Precision } from '@verbatim/kernels';
import {
  allCases,
  type CheckBackend,
  type CheckedCase,
  checkCase,
  lostCase,
  missingFor,
  type SkippedSuite,
} from './suite-check.js';

/** All cases of a kernel in one precision, on one backend. */
export interface CheckJob {
  readonly kernel: string;
  readonly precision: Precision;
  readonly backend: CheckBackend;
}

/** What became of a job. */
export interface JobResult {
  readonly cases: readonly CheckedCase[];
  readonly skipped: readonly SkippedSuite[];
}

/** The jobs of these suites; with CUDA, those of kernels that have CUDA C++ too. */
export function checkJobs(suites: readonly KernelSuite<object>[], withCuda: boolean): CheckJob[] {
  return suites.flatMap(({ definition: { name: kernel, precisions, cudaPlan } }) => {
    const backends: CheckBackend[] = withCuda && cudaPlan !== undefined ? ['webgpu', 'cuda'] : ['webgpu'];
    return precisions.flatMap((precision) => backends.map((backend) => ({ kernel, precision, backend })));
  });
}

/** Runs jobs in this process, each on a device that is opened once. */
export class JobRunner {
  readonly #devices = new Map<CheckBackend, Device>();

  constructor(private readonly adapter: AdapterChoice) {}

  /** Runs a job. A device that is lost fails the case that lost it, and is opened again. */
  async run({ kernel, precision, backend }: CheckJob): Promise<JobResult> {
    const suite = kernelSuites.find(({ definition }) => definition.name === kernel)!;
    const missingFeature = missingFor(precision, await this.#device(backend));
    if (missingFeature !== null) return { cases: [], skipped: [{ kernel, precision, missingFeature }] };
    const cases: CheckedCase[] = [];
    for (const kernelCase of allCases(suite)) {
      try {
        const checked = await checkCase(await this.#device(backend), suite, kernelCase, precision, backend);
        if (checked !== 'not covered') cases.push(checked);
      } catch (error) {
        if (error instanceof FeatureMissingError && backend === 'cuda')
          return { cases, skipped: [{ kernel, precision, backend, missingFeature: error.feature }] };
        if (!(error instanceof DeviceLostError)) throw error;
        cases.push(lostCase(suite, kernelCase.name, precision, error, backend));
        this.#devices.delete(backend);
      }
    }
    return { cases, skipped: [] };
  }

  async close(): Promise<void> {
    for (const device of this.#devices.values()) await device.destroy();
  }

  async #device(backend: CheckBackend): Promise<Device> {
    const device = this.#devices.get(backend) ?? (backend === 'cuda' ? await openCuda() : await openDawn(this.adapter));
    this.#devices.set(backend, device);
    return device;
  }
}
