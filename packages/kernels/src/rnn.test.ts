import { describe, expect, it } from 'vitest';
import { compareTensors } from './check-kernel.js';
import { lstmSuite } from './lstm.cases.js';
import { lstm, lstmStep } from './lstm.js';
import { expectToCatch, LIMITS, outputsOf, scratchBytes, wgslOf } from './recurrence.testing.js';
import { rnnSuite } from './rnn.cases.js';
import { rnn, rnnStep } from './rnn.js';

const [alone, together] = lstmSuite.cases();

it.each([alone!, together!])(
  'goes on from the state it left, and so does the step: $name',
  async ({ shape, inputs }) => {
    const { length, hidden } = shape;
    const x = (first: number, end: number) => inputs.x!.slice(4 * first * hidden, 4 * end * hidden);
    const whole = await outputsOf(lstm, shape, inputs);
    const before = await outputsOf(lstm, { hidden, length: 30 }, { ...inputs, x: x(0, 30) });
    const after = await outputsOf(
      lstm,
      { hidden, length: length - 31 },
      { ...inputs, ...before, x: x(30, length - 1) },
    );
    const last = await outputsOf(lstmStep, { hidden }, { ...inputs, ...after, x: x(length - 1, length) });
    expect(compareTensors([...before.out!, ...after.out!, ...last.out!], whole.out!).worst).toBeLessThan(1e-5);
    expect(compareTensors(last.h!, whole.h!).worst).toBeLessThan(1e-5);
    expect(compareTensors(last.c!, whole.c!).worst).toBeLessThan(1e-5);
  },
);

describe('the check fails when', () => {
  it.each([
    ['the state that was given is not used', 'before[k] = h[k];', 'before[k] = 0.0 * h[k];'],
    ['a sum leaves out the last part', 'p < 8u', 'p < 7u'],
    ['the forget and the input gate are exchanged', 'open.y * c[unit] + open.x', 'open.x * c[unit] + open.y'],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(lstm, alone!, [right, wrong]);
  });

  it('a workgroup loses count of its steps', async () => {
    await expectToCatch(lstm, together!, ['start + 1u;', 'start + 1u - start / 40u;']);
  });

  it('tanh is a difference of exponentials', async () => {
    const tiny = rnnSuite.cases().find(({ name }) => name === 'tiny magnitudes')!;
    await expectToCatch(rnn, tiny, ['square < 0.0625', 'square < 0.0']);
  });
});

describe('the plan', () => {
  const context = { limits: LIMITS, features: [] };

  it('is one workgroup that runs through time where the weights are few', () => {
    const steps = lstm.plan({ length: 4096, hidden: 90 }, 'f32', context);
    expect(steps.map(({ workgroups }) => workgroups)).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  it('is a dispatch a step where they are many, all of one program', () => {
    const steps = lstm.plan({ length: 300, hidden: 256 }, 'f32', context);
    expect(steps.length).toBe(1 + 300 + 1);
    expect(new Set(steps).size).toBe(3);
    expect(steps[1]!.workgroups).toEqual([32, 1, 1]);
  });

  it('takes no scratch that grows with the length', async () => {
    expect(await scratchBytes(rnn, { length: 64, hidden: 200 })).toBe(4 * 25);
    expect(await scratchBytes(rnn, { length: 128, hidden: 200 })).toBe(4 * 25);
  });
});

it('costs what the loops of the reference do', () => {
  let flops = 0;
  for (let t = 0; t < 67; t++) {
    for (let j = 0; j < 5; j++) {
      for (let gate = 0; gate < 4; gate++) {
        flops += 1 + 2 * 5; // x + U·h
      }
      flops += 3 * 3 + 2; // σ three times, tanh twice
      flops += 3 + 1; // f·c + i·g, o·tanh c
    }
  }
  expect(lstm.cost({ length: 67, hidden: 5 }, 'f32')).toEqual({
    flops,
    bytesRead: 4 * (67 * 5 * 4 + 5 * 5 * 4 + 5 + 5),
    bytesWritten: 4 * (67 * 5 + 5 + 5),
  });
  expect(rnn.cost({ length: 67, hidden: 5 }, 'f32')).toEqual({
    flops: 67 * 5 * (2 * 5 + 2),
    bytesRead: 4 * (67 * 5 + 5 * 5 + 5),
    bytesWritten: 4 * (67 * 5 + 5),
  });
  expect(lstmStep.cost({ hidden: 5 }, 'f32')).toEqual(lstm.cost({ length: 1, hidden: 5 }, 'f32'));
});

it('refuses shapes in one line', () => {
  expect(() => rnn.assertShape({ length: 0, hidden: 4 })).toThrow(
    new RangeError('rnn: length 0: accepted are positive integers'),
  );
  expect(() => lstmStep.assertShape({ hidden: 2049 })).toThrow(
    new RangeError('lstm-step: hidden 2049: accepted are 1 … 2048'),
  );
});

it('has this WGSL', async () => {
  await expect(wgslOf(lstm, { length: 67, hidden: 100 })).toMatchFileSnapshot('__snapshots__/lstm.wgsl');
  await expect(wgslOf(rnnStep, { hidden: 8 })).toMatchFileSnapshot('__snapshots__/rnn-step.wgsl');
  await expect(wgslOf(lstmStep, { hidden: 8 })).toMatchFileSnapshot('__snapshots__/lstm-step.wgsl');
  // Many units: a dispatch a step.
  await expect(wgslOf(rnn, { length: 67, hidden: 200 })).toMatchFileSnapshot('__snapshots__/rnn.many.wgsl');
  await expect(wgslOf(rnn, { length: 67, hidden: 48 })).toMatchFileSnapshot('__snapshots__/rnn.wgsl');
});
