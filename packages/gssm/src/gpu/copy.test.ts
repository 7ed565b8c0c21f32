import { fc } from '@fast-check/vitest';
import type { Device } from '@verbatim/gpu';
import type { Tensors } from '@verbatim/kernels';
import { randomSource } from '@verbatim/tasks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FamilyModel, familyMachine, seededWeights } from '../family/family-machine.js';
import { KERNEL_MEMBER_NAMES, MEMBERS, memberNamed } from '../family/members.js';
import { generateCopy, teacherForcedCopy } from '../run.js';
import { compared, largestError } from './compared.testing.js';
import { gpuMachineCopy, recurrenceCopy } from './copy.js';
import { testDevice } from './device.testing.js';
import type { Recurrence } from './recurrence.js';
import { RECURRENCES, recurrenceOf } from './recurrences.js';

const MODES = ['teacher-forced', 'generate'] as const;
const TIMEOUT = 120_000;

let device: Device;
beforeAll(async () => {
  device = await testDevice();
});
afterAll(() => {
  expect(device.ledger.liveBytes).toBe(0);
});

/** What hyper-parameters have to be multiples of. */
const MULTIPLES: { readonly [name: string]: number } = { 's4d.state': 2, 'retnet.keys': 2, 'mamba.state': 4 };

function models(member: string): fc.Arbitrary<FamilyModel> {
  const sizes = Object.entries(memberNamed(member).least).map(([name, least]) => {
    const multiple = MULTIPLES[`${member}.${name}`];
    const size = multiple
      ? fc.integer({ min: 1, max: 3 }).map((n) => multiple * n)
      : fc.integer({ min: least, max: least + 6 });
    return [name, size] as const;
  });
  return fc.record({
    member: fc.constant(member),
    hyperparameters: fc.record(Object.fromEntries(sizes)),
    alphabetSize: fc.integer({ min: 2, max: 6 }),
    format: fc.constant('f32'),
  });
}

function randomLetters(alphabetSize: number, length: number, seed: number): number[] {
  const random = randomSource(seed, 'letters');
  return Array.from({ length }, () => Math.floor(random.real() * alphabetSize));
}

test('the members with a kernel are those of the table, and the kernel is the one that it names', () => {
  expect(Object.keys(RECURRENCES)).toEqual([...KERNEL_MEMBER_NAMES]);
  for (const { name, kernel, sized } of MEMBERS.filter((member) => member.kernel)) {
    const model = { member: name, hyperparameters: sized(2), alphabetSize: 2, format: 'f32' };
    const recurrence = recurrenceOf(model, seededWeights(model, 1));
    expect(recurrence.kernel.name).toBe(kernel);
    if (recurrence.step) expect(recurrence.step.name).toBe(`${kernel}-step`);
  }
});

describe('a machine on a device is the machine on the CPU up to rounding', () => {
  const strings = (alphabetSize: number) =>
    fc.array(fc.nat({ max: alphabetSize - 1 }), { minLength: 1, maxLength: 40 });
  const cases = (member: string) =>
    models(member).chain((model) =>
      fc.record({
        model: fc.constant(model),
        seed: fc.nat(),
        x: strings(model.alphabetSize),
        mode: fc.constantFrom(...MODES),
      }),
    );

  test.each(KERNEL_MEMBER_NAMES)(
    '%s: its state after the prompt, and its letters',
    async (member) => {
      let ties = 0;
      await fc.assert(
        fc.asyncProperty(cases(member), async ({ model, seed, x, mode }) => {
          const weights = seededWeights(model, seed);
          const run = await gpuMachineCopy(device, model, weights, x, { mode });
          const comparison = compared(model, weights, x, mode, run);
          expect(comparison.wrong).toBe(0);
          expect(comparison.stateError).toBeLessThan(largestError(x.length + 2));
          ties += comparison.ties;
        }),
        { numRuns: 4 },
      );
      if (ties > 0) console.warn(`${member}: ${ties} letters differ where the logits are closer than the error`);
    },
    TIMEOUT,
  );

  test.each(KERNEL_MEMBER_NAMES)('%s: letter for letter with these seeds', async (member) => {
    const model = { member, hyperparameters: memberNamed(member).sized(3), alphabetSize: 3, format: 'f32' };
    const weights = seededWeights(model, 5);
    const machine = familyMachine(model, weights);
    const x = randomLetters(3, 50, 5);
    const said = async (mode: (typeof MODES)[number]) =>
      (await gpuMachineCopy(device, model, weights, x, { mode })).output;
    expect(await said('teacher-forced')).toEqual(teacherForcedCopy(machine, x));
    expect(await said('generate')).toEqual(generateCopy(machine, x));
  });

  // The state is the kernel's alone, in parts the host's before and behind the kernel, and the host's alone.
  test.each(['retnet', 'rwkv', 'sliding-window'])(
    '%s: also where the string is longer than what a kernel is given at once',
    async (member) => {
      const model = { member, hyperparameters: memberNamed(member).sized(1), alphabetSize: 2, format: 'f32' };
      const weights = seededWeights(model, 2);
      const x = randomLetters(2, 4500, 2);
      const mode = 'teacher-forced';
      const told: number[] = [];
      const onLetters = (done: number) => told.push(done);
      const run = await gpuMachineCopy(device, model, weights, x, { mode, onLetters });
      const comparison = compared(model, weights, x, mode, run);
      expect(comparison).toMatchObject({ wrong: 0, ties: 0 });
      expect(comparison.stateError).toBeLessThan(1e-5);
      expect(told).toEqual([0, 0, 1, 4097, 4500]);
    },
  );
});

describe('the comparison notices', () => {
  const swapped = (a: string, b: string) => (recurrence: Recurrence) => ({
    ...recurrence,
    before(x: Float64Array, host: Tensors) {
      const { rows, kept } = recurrence.before(x, host);
      return { rows: { ...rows, [a]: rows[b], [b]: rows[a] }, ...(kept && { kept }) };
    },
  });
  /** The first two gates of every unit. */
  const gatesSwapped = (gates: number) => (recurrence: Recurrence) => ({
    ...recurrence,
    before(x: Float64Array, host: Tensors) {
      const { rows } = recurrence.before(x, host);
      const other = (i: number) => (i % gates === 0 ? i + 1 : i % gates === 1 ? i - 1 : i);
      return { rows: { x: rows.x.map((_, i) => rows.x[other(i)]) } };
    },
  });
  const reversed = (name: string) => (recurrence: Recurrence) => ({
    ...recurrence,
    constants: { ...recurrence.constants, [name]: recurrence.constants[name].slice().reverse() },
  });
  const changes: { readonly [member: string]: (recurrence: Recurrence) => Recurrence } = {
    rnn: reversed('u'),
    lstm: gatesSwapped(4),
    gru: gatesSwapped(3),
    s4d: (recurrence) => ({ ...recurrence, at: (rows) => recurrence.at!(rows, 0) }),
    mamba: swapped('b', 'c'),
    'linear-attention': swapped('q', 'k'),
    retnet: swapped('q', 'k'),
    rwkv: swapped('k', 'v'),
    'gated-deltanet': swapped('alpha', 'beta'),
    'sliding-window': swapped('k', 'v'),
  };

  test.each(KERNEL_MEMBER_NAMES)('%s with one input of its kernel in the place of another', async (member) => {
    const model = { member, hyperparameters: memberNamed(member).sized(3), alphabetSize: 3, format: 'f32' };
    const weights = seededWeights(model, 7);
    const x = randomLetters(3, 20, 7);
    const mode = 'teacher-forced';
    const recurrence = recurrenceOf(model, weights);
    const comparisonOf = async (changed: Recurrence) =>
      compared(model, weights, x, mode, await recurrenceCopy(device, changed, weights, x, { mode }));
    const right = await comparisonOf(recurrence);
    expect(right.wrong).toBe(0);
    expect(right.stateError).toBeLessThan(largestError(22));
    const changed = await comparisonOf(changes[member](recurrence));
    // A window's state is on the host alone: there the letters show it.
    if (member === 'sliding-window') expect(changed.wrong).toBeGreaterThan(0);
    else expect(changed.stateError).toBeGreaterThan(100 * largestError(22));
  });

  test('a letter that the CPU does not say, unless the logits are close', async () => {
    const model = { member: 'gru', hyperparameters: { width: 4 }, alphabetSize: 3, format: 'f32' };
    const weights = seededWeights(model, 3);
    const x = randomLetters(3, 10, 3);
    const mode = 'teacher-forced';
    const run = await gpuMachineCopy(device, model, weights, x, { mode });
    const output = run.output.map((letter) => (letter + 1) % 3);
    expect(compared(model, weights, x, mode, { ...run, output })).toMatchObject({ wrong: 10, ties: 0 });
    // Of equal logits the first is said, so that any other letter is a tie.
    const equal = new Map(weights).set('head.weight', { shape: [3, 4], values: new Float64Array(12).fill(0.5) });
    const ofEqual = await gpuMachineCopy(device, model, equal, x, { mode });
    expect([...ofEqual.output]).toEqual(x.map(() => 0));
    const others = ofEqual.output.map(() => 2);
    expect(compared(model, equal, x, mode, { ...ofEqual, output: others })).toMatchObject({ wrong: 0, ties: 10 });
  });
});

describe('refuses in one line', () => {
  const model = { member: 'gru', hyperparameters: { width: 2 }, alphabetSize: 2, format: 'f32' };
  const refusal = async (changed: Partial<FamilyModel>, x: readonly number[] = [0, 1]) => {
    const other = { ...model, ...changed };
    const error: unknown = await gpuMachineCopy(device, other, seededWeights(other, 1), x, {
      mode: 'generate',
    }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
    return (error as RangeError).message;
  };

  test('members without a kernel, further layers, other formats, other sizes and other letters', async () => {
    const dense = { member: 'linear-ssm', hyperparameters: memberNamed('linear-ssm').sized(1) };
    expect(await refusal(dense)).toBe(`linear-ssm has no kernel; accepted are ${KERNEL_MEMBER_NAMES.join(', ')}`);
    expect(await refusal({ layers: 2 })).toMatch(/^2 layers: accepted is one layer/);
    expect(await refusal({ format: 'f16' })).toBe('state format f16: kernels keep states in f32; accepted is f32');
    const mamba = { member: 'mamba', hyperparameters: { width: 2, expand: 2, state: 3, convolution: 2 } };
    expect(await refusal(mamba)).toBe('selective-scan: states 3: accepted are multiples of 4 up to 64');
    expect(await refusal({}, [0, 2])).toMatch(/2/);
  });

  test('weights that are missing', async () => {
    const weights = new Map([...seededWeights(model, 1)].filter(([name]) => name !== 'layers.0.weight_hh'));
    await expect(gpuMachineCopy(device, model, weights, [0], { mode: 'generate' })).rejects.toThrow(
      /^weights: layers\.0\.weight_hh is missing/,
    );
  });
});
