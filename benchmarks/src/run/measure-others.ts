/** Points that are no kernels: state that is counted, the construction on a device, and work on the CPU. */
import { type PointCheck, sampleUntil } from '@verbatim/bench';
import { type Device, Ledger, rampMilliseconds } from '@verbatim/gpu';
import { bytesOf, type KernelDefinition, type Precision, planFor, runsPerOutput } from '@verbatim/kernels';
import { copyingTransformer } from '@verbatim/transformer';
import { GpuCopier } from '@verbatim/transformer/gpu';
import { sampleSeconds } from '../measure.js';
import {
  constructionShape,
  GENERATED_LETTERS,
  LETTERS_PER_LOOK,
  lettersWithoutRepeat,
} from '../subjects/construction.js';
import type { CpuSubject } from '../subjects/cpu-subject.js';
import type { DeclaredShape, StateSubject } from '../subjects/subject.js';
import type { Effort } from './effort.js';
import { type Counted, LeftOut } from './left-out.js';
import { addedBytes, type Bench, driverBytes, type Found } from './measure-kernel.js';

const NANOSECONDS = 1e9;
const COUNTED = 'counted, and not allocated';
const NOTHING = { cold: null, hot: null, clock: null } as const;

/** What is kept between two tokens: the tensors of the decode kernel that are cache or state, entered into a ledger. */
export function countState<S extends object>(
  { definition, shapeAt }: StateSubject<S>,
  declared: DeclaredShape,
  length: number,
  precision: Precision,
): Found {
  const ledger = new Ledger();
  for (const spec of definition.tensors(shapeAt(declared, length), precision)) {
    if (spec.purpose === 'kv-cache' || spec.purpose === 'state') ledger.allocate(spec.purpose, bytesOf(spec));
  }
  const memory = { ledger: ledger.live, ledgerBytes: ledger.liveBytes, driverBytes: COUNTED };
  return { status: 'measured', check: null, memory, dispatches: null, ...NOTHING };
}

/**
 * What a kernel takes on a device, from its tensors and its plan: the same that a run of it counts. Null where a tensor is so large that
 * it would be split.
 */
export function countKernel<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
): Counted | null {
  const specs = definition
    .tensors(shape, precision)
    .map((spec) => (runsPerOutput(device) ? { ...spec, dtype: 'f32' as const } : spec));
  if (specs.some((spec) => bytesOf(spec) > device.info.limits.maxBindingSize)) return null;
  const ledger = new Ledger();
  for (const spec of specs) ledger.allocate(spec.purpose, bytesOf(spec));
  const memory = { ledger: ledger.live, ledgerBytes: ledger.liveBytes, driverBytes: COUNTED };
  return { memory, dispatches: planFor(device, definition, shape, precision).length };
}

/**
 * The construction: teacher-forced, the time of a string from its write to the last letter read back; generated, the time of a
 * letter, from one look at the device to the next, so that reading the prompt is not in it.
 */
export async function measureConstruction(bench: Bench, declared: DeclaredShape, length: number): Promise<Found> {
  const { device, nvml, effort, signal, watch } = bench;
  const { alphabetSize, ngram, mode } = constructionShape(declared);
  if (mode === 'generate' && length < 2 * LETTERS_PER_LOOK) {
    throw new LeftOut(`L = ${length}: the time of a letter is seen from L = ${2 * LETTERS_PER_LOOK} on`);
  }
  const letters = lettersWithoutRepeat(alphabetSize, ngram, length);
  const construction = copyingTransformer({ alphabetSize, ngram, maxLength: length });
  const before = driverBytes(nvml);
  const copier = await GpuCopier.open(device, construction, length, mode);
  try {
    const tokens = mode === 'generate' ? Math.min(length, GENERATED_LETTERS) : length;
    let wrong = 0;
    /** Nanoseconds of one run of a string, or of each letter but those of the first look. */
    const run = async (): Promise<number[]> => {
      const started = performance.now();
      const looks: (readonly [at: number, done: number])[] = [];
      const onTokens = (done: number) => void looks.push([performance.now(), done]);
      const output = await copier.run(letters, { tokens, onTokens });
      const elapsed = performance.now() - started;
      wrong = Math.max(wrong, output.filter((letter, i) => letter !== letters[i]).length);
      if (mode === 'teacher-forced') return [elapsed * 1e6];
      return looks.slice(1).map(([at, done], i) => ((at - looks[i]![0]) / (done - looks[i]![1])) * 1e6);
    };
    await run();
    const { live: ledger, liveBytes: ledgerBytes } = device.ledger;
    const memory = { ledger, ledgerBytes, driverBytes: addedBytes(before, driverBytes(nvml)) };
    const right = wrong === 0;
    const check: PointCheck = { passed: right, relativeNorm: right ? 0 : 1, worst: right ? 0 : 1 };
    if (!right) return { status: 'wrong', check, memory, dispatches: null, ...NOTHING };
    const busyUntil = performance.now() + (watch.cooledDown ? rampMilliseconds(device.info.kind) : 0);
    while (performance.now() < busyUntil) await run();
    const take = async (count: number) => {
      signal.throwIfAborted();
      const samples: number[] = [];
      await watch.during(async () => {
        while (samples.length < count) samples.push(...(await run()));
      });
      return samples;
    };
    const hot = await sampleUntil(take, { ...effort.sampling, throttled: () => watch.throttled });
    // Every run counts, and not the first alone.
    if (wrong > 0) {
      const failed = { passed: false, relativeNorm: 1, worst: 1 };
      return { status: 'wrong', check: failed, memory, dispatches: null, ...NOTHING };
    }
    return { status: 'measured', check, memory, dispatches: null, cold: null, hot, clock: 'host' };
  } finally {
    copier.destroy();
  }
}

/** The time of a letter on the CPU; tinybench takes the samples. */
export async function measureCpu(
  subject: CpuSubject,
  declared: DeclaredShape,
  length: number,
  { effort, signal }: { readonly effort: Effort; readonly signal: AbortSignal },
): Promise<Found> {
  const { run, letters, correct, kept } = subject.prepare(declared, length);
  const check: PointCheck = { passed: correct, relativeNorm: correct ? 0 : 1, worst: correct ? 0 : 1 };
  const memory = { ledger: kept.live, ledgerBytes: kept.liveBytes, driverBytes: 'not on a device' };
  if (!correct) return { status: 'wrong', check, memory, dispatches: null, ...NOTHING };
  let warm = false;
  const take = async (count: number) => {
    signal.throwIfAborted();
    const patience = { samples: count, milliseconds: 0, warmUpMilliseconds: warm ? 0 : 50 };
    warm = true;
    return (await sampleSeconds(run, patience)).map((seconds) => (seconds * NANOSECONDS) / letters);
  };
  const hot = await sampleUntil(take, effort.sampling);
  return { status: 'measured', check, memory, dispatches: null, cold: null, hot, clock: 'host' };
}
