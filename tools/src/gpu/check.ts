/**
 * `node tools/dist/gpu/check.js [KERNEL…] [--json FILE] [--adapter auto|hardware|software] [--jobs N]`: checks every kernel on
 * this machine's GPU against its f64 reference, in every precision that the GPU has: as WGSL, and as CUDA C++ where a kernel
 * has that and CUDA is found. Exit 1 when a case fails.
 */
import { plainTable } from '@verbatim/cli';
import { writeJsonAtomically } from '@verbatim/evidence';
import { type DeviceInfo, findCuda, openDawn } from '@verbatim/gpu';
import { kernelSuites } from '@verbatim/kernels';
import { type CheckJob, checkJobs, type JobResult } from './check-jobs.js';
import { runJobs } from './check-pool.js';
import { type GpuOptions, readGpuOptions } from './options.js';
import { runGpuProgram } from './program.js';
import { type Provenance, provenance } from './provenance.js';
import { type CheckedCase, checkRows, type SkippedSuite } from './suite-check.js';

/** What `--json` writes. */
export interface GpuCheckResult extends Provenance {
  readonly schema: 'verbatim.gpu-check/1';
  readonly device: DeviceInfo;
  /** The card by way of CUDA, or why there is none. Not in results of before there was CUDA. */
  readonly cuda?: DeviceInfo | string;
  readonly cases: readonly CheckedCase[];
  readonly skipped: readonly SkippedSuite[];
}

async function check({ json, adapter, only, jobs: processes }: GpuOptions, command: string): Promise<number> {
  const [device, cuda] = await devices(adapter);
  const made = await provenance(command, device);
  console.log(`${device.description}, by ${device.api}; features: ${device.features.join(', ') || 'none'}`);
  const suites = kernelSuites.filter(({ definition }) => only?.includes(definition.name) ?? true);
  const jobs = checkJobs(suites, typeof cuda !== 'string');
  const results = new Map<CheckJob, JobResult>();
  const found = () => jobs.flatMap((job) => results.get(job) ?? []);
  try {
    await runJobs(jobs, processes, adapter, (job, result) => results.set(job, result));
  } finally {
    // Also when something breaks: what was checked before is kept.
    if (json !== null) {
      const result: GpuCheckResult = {
        schema: 'verbatim.gpu-check/1',
        ...made,
        device,
        cuda,
        cases: found().flatMap(({ cases }) => cases),
        skipped: found().flatMap(({ skipped }) => skipped),
      };
      await writeJsonAtomically(json, result);
    }
  }
  const cases = found().flatMap(({ cases: ofJob }) => ofJob);
  const failed = cases.filter(({ passed }) => !passed);
  const right = { align: 'right' } as const;
  console.log(
    plainTable(
      [
        { title: 'kernel' },
        { title: 'precision' },
        { title: 'by' },
        { title: 'passed', ...right },
        { title: 'relative norm', ...right },
        { title: 'worst element', ...right },
      ],
      checkRows(cases),
    ),
  );
  if (typeof cuda === 'string') console.log(`no kernel as CUDA C++: ${cuda}`);
  for (const { kernel, precision, backend, missingFeature } of found().flatMap(({ skipped }) => skipped)) {
    console.log(
      `${kernel} in ${precision}${backend === 'cuda' ? ', as CUDA C++' : ''}: skipped, this device lacks ${missingFeature}`,
    );
  }
  for (const { kernel, precision, backend, case: name, fault } of failed) {
    const by = backend === 'cuda' ? ', as CUDA C++,' : '';
    console.log(`failed: ${kernel} in ${precision}${by} on ${name}${fault === null ? '' : `: ${fault}`}`);
  }
  console.log(
    `${cases.length - failed.length} of ${cases.length} cases passed${json === null ? '' : `; written: ${json}`}`,
  );
  return failed.length === 0 && cases.length > 0 ? 0 : 1;
}

/** What there is to check on; the second is why there is no CUDA, where there is none. */
async function devices(adapter: GpuOptions['adapter']): Promise<[DeviceInfo, DeviceInfo | string]> {
  const device = await openDawn(adapter);
  const { info } = device;
  await device.destroy();
  if (adapter === 'software') return [info, 'the software adapter was asked for'];
  const cuda = await findCuda();
  return [info, typeof cuda === 'string' ? cuda : cuda.info];
}

const args = process.argv.slice(2);
await runGpuProgram(async () => {
  const options = readGpuOptions(
    args,
    kernelSuites.map(({ definition }) => definition.name),
  );
  return check(options, ['node tools/dist/gpu/check.js', ...args].join(' '));
});
