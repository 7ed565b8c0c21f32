/**
 * `node tools/dist/gpu/throughput.js [decode] [prefill] [scan] [--json FILE] [--adapter …] [--quick]`: checks and then times
 * the operations of which docs/gpu.md promises a speed. Exit 1 when one is wrong; nothing is timed that is.
 */
import { grouped, plainTable } from '@verbatim/cli';
import { writeJsonAtomically } from '@verbatim/evidence';
import { type DeviceInfo, openDawn } from '@verbatim/gpu';
import { type MeasuredPoint, measurePoint } from './measure-point.js';
import { type GpuOptions, readGpuOptions } from './options.js';
import { points } from './points.js';
import { runGpuProgram } from './program.js';
import { type Provenance, provenance } from './provenance.js';
import { missingFor, type SkippedSuite } from './suite-check.js';

/** Lengths are divided by this with `--quick`. */
const QUICK_DIVISOR = 64;

/** What `--json` writes. */
export interface GpuThroughputResult extends Provenance {
  readonly schema: 'verbatim.gpu-throughput/1';
  readonly device: DeviceInfo;
  readonly points: readonly MeasuredPoint[];
  readonly skipped: readonly SkippedSuite[];
}

async function measure({ json, adapter, only, quick }: GpuOptions, command: string): Promise<number> {
  const device = await openDawn(adapter);
  const { info } = device;
  // What the driver has in use is read before each device is opened: none is open then.
  await device.destroy();
  const made = await provenance(command, info);
  console.log(`${info.description}, by ${info.api}`);
  const measured: MeasuredPoint[] = [];
  const skipped: SkippedSuite[] = [];
  const write = async () => {
    const result = { schema: 'verbatim.gpu-throughput/1', ...made, device: info, points: measured, skipped } as const;
    if (json !== null) {
      await writeJsonAtomically(json, result satisfies GpuThroughputResult);
    }
  };
  for (const point of points(quick ? QUICK_DIVISOR : 1)) {
    if (only !== null && !only.includes(point.name)) {
      continue;
    }
    for (const precision of point.precisions) {
      const missingFeature = missingFor(precision, device);
      if (missingFeature === null) {
        console.error(`${point.name} in ${precision} …`);
        measured.push(await measurePoint(() => openDawn(adapter), point, precision));
      } else {
        skipped.push({ kernel: point.definition.name, precision, missingFeature });
      }
      // After each, so that a fault later loses nothing.
      await write();
    }
  }
  console.log(throughputTable(measured));
  for (const { kernel, precision, missingFeature } of skipped) {
    console.log(`${kernel} in ${precision}: skipped, this device lacks ${missingFeature}`);
  }
  if (json !== null) {
    console.log(`written: ${json}`);
  }
  return measured.every(({ check }) => check.passed) && measured.length > 0 ? 0 : 1;
}

function throughputTable(measured: readonly MeasuredPoint[]): string {
  const right = { align: 'right' } as const;
  return plainTable(
    [
      { title: 'point' },
      { title: 'precision' },
      { title: 'check' },
      { title: 'median', ...right },
      { title: 'range', ...right },
      { title: 'unit' },
      { title: 'repeats', ...right },
      { title: 'ledger, bytes', ...right },
      { title: 'driver, bytes', ...right },
    ],
    measured.map(({ name, precision, check, speed, memory }) => [
      name,
      precision,
      check.passed ? `right, ${check.relativeNorm.toExponential(1)}` : `wrong, ${check.relativeNorm.toExponential(1)}`,
      speed?.median.toPrecision(4) ?? '–',
      speed ? `${speed.least.toPrecision(4)} … ${speed.most.toPrecision(4)}` : '–',
      speed?.unit ?? '–',
      speed ? String(speed.times.repeats) : '–',
      grouped(memory.ledgerBytes),
      typeof memory.driverWith === 'string' || typeof memory.driverBefore === 'string'
        ? '–'
        : grouped(memory.driverWith.usedBytes - memory.driverBefore.usedBytes),
    ]),
  );
}

const args = process.argv.slice(2);
await runGpuProgram(async () => {
  const options = readGpuOptions(
    args,
    points().map(({ name }) => name),
  );
  return measure(options, ['node tools/dist/gpu/throughput.js', ...args].join(' '));
});
