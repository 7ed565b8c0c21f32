/**
 * `node tools/dist/gpu/check.js [KERNEL…] [--json FILE] [--adapter auto|hardware|software]`: checks every kernel on this
 * machine's GPU against its f64 reference, in every precision that the GPU has. Exit 1 when a case fails.
 */
import { plainTable } from '@verbatim/cli';
import { writeJsonAtomically } from '@verbatim/evidence';
import { type Device, type DeviceInfo, DeviceLostError, openDawn } from '@verbatim/gpu';
import { type KernelSuite, kernelSuites } from '@verbatim/kernels';
import { type GpuOptions, readGpuOptions } from './options.js';
import { runGpuProgram } from './program.js';
import { type Provenance, provenance } from './provenance.js';
import {
  allCases,
  type CheckedCase,
  checkCase,
  checkRows,
  lostCase,
  missingFor,
  type SkippedSuite,
} from './suite-check.js';

/** What `--json` writes. */
export interface GpuCheckResult extends Provenance {
  readonly schema: 'verbatim.gpu-check/1';
  readonly device: DeviceInfo;
  readonly cases: readonly CheckedCase[];
  readonly skipped: readonly SkippedSuite[];
}

async function check({ json, adapter, only }: GpuOptions, command: string): Promise<number> {
  let device: Device = await openDawn(adapter);
  const { info } = device;
  const made = await provenance(command, info);
  console.log(`${info.description}, by ${info.api}; features: ${info.features.join(', ') || 'none'}`);
  const cases: CheckedCase[] = [];
  const skipped: SkippedSuite[] = [];
  const checkSuite = async (suite: KernelSuite<object>) => {
    const { name: kernel, precisions } = suite.definition;
    for (const precision of precisions) {
      const missingFeature = missingFor(precision, device);
      if (missingFeature !== null) {
        skipped.push({ kernel, precision, missingFeature });
        continue;
      }
      for (const kernelCase of allCases(suite)) {
        try {
          cases.push(await checkCase(device, suite, kernelCase, precision));
        } catch (error) {
          if (!(error instanceof DeviceLostError)) {
            throw error;
          }
          cases.push(lostCase(suite, kernelCase.name, precision, error));
          device = await openDawn(adapter);
        }
      }
    }
  };
  try {
    for (const suite of kernelSuites) {
      if (only?.includes(suite.definition.name) ?? true) {
        await checkSuite(suite);
      }
    }
  } finally {
    // Also when something breaks: what was checked before is kept.
    if (json !== null) {
      const result: GpuCheckResult = { schema: 'verbatim.gpu-check/1', ...made, device: info, cases, skipped };
      await writeJsonAtomically(json, result);
    }
  }
  await device.destroy();
  const failed = cases.filter(({ passed }) => !passed);
  const right = { align: 'right' } as const;
  console.log(
    plainTable(
      [
        { title: 'kernel' },
        { title: 'precision' },
        { title: 'passed', ...right },
        { title: 'relative norm', ...right },
        { title: 'worst element', ...right },
      ],
      checkRows(cases),
    ),
  );
  for (const { kernel, precision, missingFeature } of skipped) {
    console.log(`${kernel} in ${precision}: skipped, this device lacks ${missingFeature}`);
  }
  for (const { kernel, precision, case: name, fault } of failed) {
    console.log(`failed: ${kernel} in ${precision} on ${name}${fault === null ? '' : `: ${fault}`}`);
  }
  console.log(
    `${cases.length - failed.length} of ${cases.length} cases passed${json === null ? '' : `; written: ${json}`}`,
  );
  return failed.length === 0 && cases.length > 0 ? 0 : 1;
}

const args = process.argv.slice(2);
await runGpuProgram(async () => {
  const options = readGpuOptions(
    args,
    kernelSuites.map(({ definition }) => definition.name),
  );
  return check(options, ['node tools/dist/gpu/check.js', ...args].join(' '));
});
