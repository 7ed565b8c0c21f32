import { describe, expect, it } from 'vitest';
import { compareTensors } from './check-kernel.js';
import { gruSuite } from './gru.cases.js';
import { gru, gruStep } from './gru.js';
import { expectToCatch, outputsOf, wgslOf } from './recurrence.testing.js';

const [alone, together] = gruSuite.cases();

it.each([alone!, together!])(
  'goes on from the state it left, and so does the step: $name',
  async ({ shape, inputs }) => {
    const { length, hidden } = shape;
    const x = (first: number, end: number) => inputs.x!.slice(3 * first * hidden, 3 * end * hidden);
    const whole = await outputsOf(gru, shape, inputs);
    const before = await outputsOf(gru, { hidden, length: length - 1 }, { ...inputs, x: x(0, length - 1) });
    const last = await outputsOf(gruStep, { hidden }, { ...inputs, h: before.h!, x: x(length - 1, length) });
    expect(compareTensors([...before.out!, ...last.out!], whole.out!).worst).toBeLessThan(1e-5);
    expect(compareTensors(last.h!, whole.h!).worst).toBeLessThan(1e-5);
  },
);

describe('the check fails when', () => {
  it.each([
    ['the reset gate stands before the bias', 'open.x * gates.z', 'open.x * (gates.z - bias[unit]) + bias[unit]'],
    ['the update gate is turned round', 'open.y * before[unit]', '(1.0 - open.y) * before[unit]'],
    ['a weight is that of another gate', 'u[3u * (k * hidden + unit) + 2u]', 'u[3u * (k * hidden + unit) + 1u]'],
    ['a sum leaves out the last part', 'p < 8u', 'p < 7u'],
  ])('%s', async (_, right, wrong) => {
    await expectToCatch(gru, alone!, [right, wrong]);
  });
});

it('costs what the loops of the reference do', () => {
  let flops = 0;
  for (let t = 0; t < 67; t++) {
    for (let j = 0; j < 5; j++) {
      flops += 3 * 2 * 5; // U·h
      flops += 3 + 1 + 1; // x and bias added, r·(…) added to x
      flops += 2 * 3 + 1; // σ twice, tanh
      flops += 1 + 3; // (1 − z)·n + z·h
    }
  }
  expect(gru.cost({ length: 67, hidden: 5 }, 'f32')).toEqual({
    flops,
    bytesRead: 4 * (67 * 5 * 3 + 5 * 5 * 3 + 5 + 5),
    bytesWritten: 4 * (67 * 5 + 5),
  });
  expect(gruStep.cost({ hidden: 5 }, 'f32')).toEqual(gru.cost({ length: 1, hidden: 5 }, 'f32'));
});

it('has this WGSL', async () => {
  await expect(wgslOf(gru, { length: 67, hidden: 120 })).toMatchFileSnapshot('__snapshots__/gru.wgsl');
  await expect(wgslOf(gruStep, { hidden: 8 })).toMatchFileSnapshot('__snapshots__/gru-step.wgsl');
});
