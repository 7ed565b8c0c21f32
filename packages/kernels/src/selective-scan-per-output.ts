/**
 * The selective scan with one thread per output, for gpu.js. Each output runs the recurrence anew from the first step: work of
 * order length², for short lengths only.
 */

import type { PlanStep } from './kernel-definition.js';
import type { SelectiveScanShape } from './selective-scan.js';

/** The outputs, then the state: the first reads the state that the second replaces. */
export function selectiveScanPerOutputPlan({ length, channels, states }: SelectiveScanShape): PlanStep[] {
  return [
    {
      program: {
        name: 'selective-scan outputs',
        perOutput: { kernel: outputAt, constants: { channels, states }, outputs: length * channels },
      },
      tensors: ['x', 'delta', 'a', 'b', 'c', 'd', 'state', 'out'],
      workgroups: [1, 1, 1],
    },
    {
      program: {
        name: 'selective-scan state',
        perOutput: { kernel: stateAt, constants: { length, channels, states }, outputs: channels * states },
      },
      tensors: ['x', 'delta', 'a', 'b', 'state', 'state'],
      workgroups: [1, 1, 1],
    },
  ];
}

// gpu.js translates these. Half is added before a division that must not round down past a whole number.

function outputAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  x: number[],
  delta: number[],
  a: number[],
  b: number[],
  c: number[],
  d: number[],
  state: number[],
): number {
  const t = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const channel = this.thread.x - t * this.constants.channels;
  let y = d[channel]! * x[this.thread.x]!;
  for (let n = 0; n < this.constants.states; n++) {
    let h = state[channel * this.constants.states + n]!;
    for (let s = 0; s <= t; s++) {
      const step = delta[s * this.constants.channels + channel]!;
      const push = step * x[s * this.constants.channels + channel]!;
      h = Math.exp(step * a[channel * this.constants.states + n]!) * h + push * b[s * this.constants.states + n]!;
    }
    y += c[t * this.constants.states + n]! * h;
  }
  return y;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function stateAt(this: any, x: number[], delta: number[], a: number[], b: number[], state: number[]): number {
  const channel = Math.floor((this.thread.x + 0.5) / this.constants.states);
  const n = this.thread.x - channel * this.constants.states;
  let h = state[this.thread.x]!;
  for (let s = 0; s < this.constants.length; s++) {
    const step = delta[s * this.constants.channels + channel]!;
    const push = step * x[s * this.constants.channels + channel]!;
    h = Math.exp(step * a[this.thread.x]!) * h + push * b[s * this.constants.states + n]!;
  }
  return h;
}
