import { FeatureMissingError, findCudaCompiler } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { CARD_LIMITS } from './changed-wgsl.testing.js';
import { checkKernel, type KernelCase, runCase, type Tolerance } from './check-kernel.js';
import { cudaDevice, withoutCuda } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { uniformNumbers } from './random-numbers.js';
import { lastOf, selectiveScanSuite } from './selective-scan.cases.js';
import { type SelectiveScanShape, selectiveScan } from './selective-scan.js';
import { selectiveScanCudaPlan, selectiveScanCudaScratch } from './selective-scan-cuda.js';
import { SELECTIVE_SCAN_TUNING, type SelectiveScanTuning, selectiveScanLayout } from './selective-scan-cuda-layout.js';

const large: SelectiveScanShape = { length: 2 ** 20, channels: 256, states: 16 };
const cases = [...selectiveScanSuite.cases(), ...selectiveScanSuite.longCases!()];
const [random] = cases;
const compiler = await findCudaCompiler([9, 0]);

/** Few segments, so that most begin from a state; and threads with four channels of four states. */
const TUNINGS: Readonly<Record<string, SelectiveScanTuning>> = {
  chosen: SELECTIVE_SCAN_TUNING,
  'three segments': { ...SELECTIVE_SCAN_TUNING, segments: 3 },
  'four by four': { ...SELECTIVE_SCAN_TUNING, channels: 4, states: 4 },
};

/** The kernel with a tuning, and `right` replaced by `wrong` in one of its texts. */
function changed(tuning: SelectiveScanTuning, right = '', wrong = ''): KernelDefinition<SelectiveScanShape> {
  return {
    ...selectiveScan,
    cudaPlan(shape, _, { limits }) {
      const steps = selectiveScanCudaPlan(shape, limits, tuning);
      const found = steps.map(({ program }) => program.cuda!.source.split(right).length - 1);
      if (right !== '' && found.reduce((sum, count) => sum + count) !== 1)
        throw new Error(`${right} is not there once`);
      return steps.map((step) => {
        const cuda = step.program.cuda!;
        return { ...step, program: { ...step.program, cuda: { ...cuda, source: cuda.source.replace(right, wrong) } } };
      });
    },
  };
}

/** A state that lasts thousands of steps shows the error of exp, up to some parts in 10⁷, thousands of times. */
const EXP_TOLERANCE: Tolerance = { relativeNorm: 2e-4, worst: 2e-4 };

/** Numbers of many segments, whose states last for part of one, for ever, or grow. */
function longCase(
  name: string,
  own: Record<string, Float64Array> = {},
  tolerance?: Tolerance,
): KernelCase<SelectiveScanShape> {
  const shape = { length: 3001, channels: 36, states: 16 };
  const numbers = shape.length * shape.channels;
  return {
    name,
    shape,
    inputs: {
      ...random!.inputs,
      x: uniformNumbers(11, numbers),
      delta: uniformNumbers(12, numbers, 0.001, 0.1),
      a: Float64Array.from({ length: shape.channels * shape.states }, (_, i) => -1 - (i % shape.states)),
      b: uniformNumbers(13, shape.length * shape.states),
      c: uniformNumbers(14, shape.length * shape.states),
      d: uniformNumbers(15, shape.channels),
      state: uniformNumbers(16, shape.channels * shape.states),
      ...own,
    },
    ...(tolerance && { tolerance }),
  };
}

/** Segments that change no state, and a last one in which a state that no output shows becomes larger than all. */
function growingCase(name: string, sign: 1 | -1): KernelCase<SelectiveScanShape> {
  const shape = { length: 160, channels: 4, states: 4 };
  return {
    name,
    shape,
    inputs: {
      x: uniformNumbers(21, 640, 0.5, 1),
      delta: Float64Array.from({ length: 640 }, (_, i) => (i < 512 ? 0 : 0.05 * sign)),
      a: new Float64Array(16).fill(40 * sign),
      b: new Float64Array(640),
      c: uniformNumbers(22, 640, 0.5, 1),
      d: uniformNumbers(23, 4, 0.5, 1),
      state: new Float64Array(16).fill(1e-14),
    },
    tolerance: EXP_TOLERANCE,
  };
}

const LONG = [
  longCase('states that last for part of a segment'),
  longCase('states that last', { a: uniformNumbers(17, 576, -0.01, 0) }, EXP_TOLERANCE),
  longCase('states that grow', { a: uniformNumbers(18, 576, -5, 0.02) }, EXP_TOLERANCE),
  longCase(
    'steps back',
    { delta: uniformNumbers(19, 3001 * 36, -0.02, 0.02), a: uniformNumbers(17, 576, -2, 0) },
    EXP_TOLERANCE,
  ),
  growingCase('a state that grows from nothing', 1),
  longCase(
    'a growing state that is 0 until the last steps',
    {
      x: lastOf(uniformNumbers(20, 3001 * 36), 108),
      delta: new Float64Array(3001 * 36).fill(1),
      a: new Float64Array(576).fill(10),
      state: new Float64Array(576),
    },
    EXP_TOLERANCE,
  ),
  growingCase('steps back that let a state grow from nothing', -1),
];

describe('the selective scan in CUDA C++', () => {
  it('fills a large card once', () => {
    const layout = selectiveScanLayout(large);
    const steps = selectiveScanCudaPlan(large, CARD_LIMITS);
    expect(steps.map(({ workgroups }) => workgroups)).toEqual([
      [264, 1, 1],
      [132 * 8, 1, 1],
    ]);
    expect([layout.segments, layout.segmentSteps, layout.chunks, layout.threads]).toEqual([132, 7968, 125, 128]);
    // 1,024 bytes of each block are the system's.
    expect(layout.tuning.resident * (layout.sharedBytes + 1024)).toBeLessThanOrEqual(228 * 1024);
    // A hundredth of x, Δ and y.
    expect(4 * layout.scratch).toBeLessThan(0.015 * 3 * 2 ** 30);
  });

  it.each(Object.entries(TUNINGS))('divides states, channels and steps among threads and blocks: %s', (_, tuning) => {
    for (const { shape } of [...cases, { shape: large }]) {
      const layout = selectiveScanLayout(shape, tuning);
      const { parts, statesOfThread, channelsOfThread, ownChannels, group, groups, threads, segments } = layout;
      expect(parts * statesOfThread).toBe(shape.states);
      expect(statesOfThread % 4).toBe(0);
      expect(32 % parts).toBe(0);
      expect([threads % 32, (group / channelsOfThread) * parts]).toEqual([0, threads]);
      expect(ownChannels * Math.min(parts, channelsOfThread)).toBe(channelsOfThread);
      expect(groups * group).toBeGreaterThanOrEqual(shape.channels);
      expect(group).toBeLessThanOrEqual(256);
      expect([layout.segmentSteps % tuning.steps, tuning.chunk % tuning.steps]).toEqual([0, 0]);
      expect(segments * layout.segmentSteps).toBeGreaterThanOrEqual(shape.length);
      expect((segments - 1) * layout.segmentSteps).toBeLessThan(shape.length);
      expect(layout.chunks * tuning.chunk).toBeGreaterThanOrEqual(layout.segmentSteps);
    }
  });

  it('has room for its scratch in a tensor of the definition', () => {
    for (const { shape } of [...cases, { shape: large }]) {
      const [carries] = selectiveScan.tensors(shape, 'f32').filter(({ name }) => name === 'carries');
      const numbers = carries!.shape.reduce((product, size) => product * size, 1);
      expect(numbers).toBeGreaterThanOrEqual(selectiveScanCudaScratch(shape));
    }
  });

  it('has a grid for any number of channels', () => {
    const plan = selectiveScanCudaPlan({ length: 1, channels: 2 ** 21, states: 4 }, CARD_LIMITS);
    expect(plan.map(({ workgroups }) => workgroups)).toEqual([
      [2 ** 14, 1, 1],
      [2 ** 16, 1, 1],
    ]);
  });

  it('refuses a card whose blocks have too little shared memory, in one line', () => {
    const limits = { maxWorkgroupStorage: 99 * 1024 };
    const refused = new FeatureMissingError(
      '102448 bytes of shared memory a block',
      'selective-scan with 8 states in CUDA C++ (101376 are there)',
    );
    expect(() => selectiveScanCudaPlan({ ...large, states: 8 }, limits)).toThrow(refused);
    expect(() => selectiveScanCudaPlan({ ...large, states: 4 }, limits)).not.toThrow();
  });

  it('copies by tiles of whole rows where rows are multiples of 16 bytes, and else by threads', () => {
    const [copies] = selectiveScanCudaPlan(large, CARD_LIMITS);
    const wide = { dtype: 'f32', sizes: [256, 2 ** 20], strides: [1024], box: [128, 32], swizzle: 'none' };
    const narrow = { dtype: 'f32', sizes: [16, 2 ** 20], strides: [64], box: [16, 32], swizzle: 'none' };
    expect(copies!.program.cuda!.tensorMaps).toEqual([
      { ...wide, binding: 0 },
      { ...wide, binding: 1 },
      { ...narrow, binding: 3 },
      { ...narrow, binding: 4 },
      { ...wide, binding: 8 },
    ]);
    const [threads] = selectiveScanCudaPlan({ ...large, channels: 255 }, CARD_LIMITS);
    expect(threads!.program.cuda!.tensorMaps).toEqual([]);
    expect(threads!.program.cuda!.source).not.toContain('CUtensorMap');
  });

  it('has this text', async () => {
    const texts = selectiveScanCudaPlan(large, CARD_LIMITS).map(
      ({ program }) => `/* ${program.name} */\n${program.cuda!.source}`,
    );
    await expect(texts.join('\n')).toMatchFileSnapshot('__snapshots__/selective-scan.f32.cu');
  });

  it.skipIf(typeof compiler === 'string').each(Object.entries(TUNINGS))('compiles: %s', (_, tuning) => {
    if (typeof compiler === 'string') throw new Error(compiler);
    const declared = 'struct alignas(64) CUtensorMap { unsigned long long opaque[16]; };';
    for (const shape of [large, { length: 67, channels: 3, states: 4 }, { length: 300, channels: 5, states: 60 }]) {
      for (const { program } of selectiveScanCudaPlan(shape, CARD_LIMITS, tuning)) {
        const { source, tensorMaps = [] } = program.cuda!;
        const text = tensorMaps.length > 0 ? `${declared} ${source}` : source;
        expect(compiler.compile(program.name, text).length).toBeGreaterThan(2000);
      }
    }
    const [{ program }] = selectiveScanCudaPlan(large, CARD_LIMITS) as [
      ReturnType<typeof selectiveScanCudaPlan>[number],
    ];
    expect(() => compiler.compile(program.name, program.cuda!.source)).toThrow('CUtensorMap');
  });
});

const WRONG: readonly (readonly [what: string, right: string, wrong: string])[] = [
  ['a channel has the sums of another', 'inputs + (i ^ swap) + TILE', 'inputs + i + TILE'],
  ['D is left out', 'lane.through[v] * x[v]', '0.0f'],
  ['the sum of a segment lacks a step', 'lane.span[v] += delta[v];', 'lane.span[v] += 0.99f * delta[v];'],
  ['a segment has nothing of those before the last', 'before >= 0 && lasts;', 'before >= segment - 1;'],
  ['a segment starts a segment late', 'int before = segment - 1;', 'int before = segment - 2;'],
  ['states that may grow are left out', '(grows || !(', '(!('],
  ['steps back are not seen', '(int)lane.signs < 0 ? -1.0f : ', ''],
  ['a state of 0 grows over segments', 'left[j] != 0.0f ?', 'true ?'],
  ['a state of 0 grows over chunks', 'start[n] != 0.0f ?', 'true ?'],
  ['all is left out', '1.4901161193847656e-8f / QUADS', '1e9f'],
  ['every chunk has the state of the first', 'span = scratch[SPANS + place]', 'span = 0.0f * scratch[SPANS + place]'],
];

it.each(WRONG)('the text has that of which %s', (_, right, wrong) => {
  for (const tuning of Object.values(TUNINGS)) {
    const context = { limits: CARD_LIMITS, features: [] };
    expect(() => changed(tuning, right, wrong).cudaPlan!(large, 'f32', context)).not.toThrow();
  }
});

describe.skipIf(withoutCuda !== null).each(Object.entries(TUNINGS))('on a card, %s', (_, tuning) => {
  it.each([...cases, ...LONG])('equals its reference on $name', async (kernelCase) => {
    const result = await checkKernel(await cudaDevice(), changed(tuning), kernelCase, 'f32');
    expect(result).toMatchObject({ passed: true });
  });

  it.each(WRONG)('fails a check when %s', async (_, right, wrong) => {
    const passed: boolean[] = [];
    for (const kernelCase of [random!, ...LONG]) {
      passed.push((await checkKernel(await cudaDevice(), changed(tuning, right, wrong), kernelCase, 'f32')).passed);
    }
    expect(passed).toContain(false);
  });

  it('gives what it gives when nothing is left out, to the bit', async () => {
    const [fading] = LONG;
    const all = changed(tuning, '1.4901161193847656e-8f / QUADS', '0.0f');
    const found = await runCase(await cudaDevice(), changed(tuning), fading!, 'f32');
    expect(found).toEqual(await runCase(await cudaDevice(), all, fading!, 'f32'));
  });
});
