/**
 * The diagonal scan with one thread per output, for gpu.js. Each output runs the recurrence anew from the first step: work of
 * order length², for short lengths only.
 */
import type { DiagonalScanShape } from './diagonal-scan.js';
import type { PlanStep } from './kernel-definition.js';

/** The outputs, then the state: the first reads the state that the second replaces. */
export function diagonalScanPerOutputPlan({ length, channels }: DiagonalScanShape): PlanStep[] {
  return [
    {
      program: {
        name: 'diagonal-scan outputs',
        perOutput: { kernel: outputAt, constants: { channels }, outputs: length * channels },
      },
      tensors: ['x', 'a', 'c', 'state', 'out'],
      workgroups: [1, 1, 1],
    },
    {
      program: {
        name: 'diagonal-scan state',
        perOutput: { kernel: stateAt, constants: { length, channels }, outputs: channels },
      },
      tensors: ['x', 'a', 'state', 'state'],
      workgroups: [1, 1, 1],
    },
  ];
}

// gpu.js translates these. Half is added before a division that must not round down past a whole number.

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, x: number[], a: number[], c: number[], state: number[]): number {
  const t = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const channel = this.thread.x - t * this.constants.channels;
  let h = state[channel]!;
  for (let s = 0; s <= t; s++) {
    h = a[channel]! * h + x[s * this.constants.channels + channel]!;
  }
  return c[channel]! * h;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function stateAt(this: any, x: number[], a: number[], state: number[]): number {
  let h = state[this.thread.x]!;
  for (let s = 0; s < this.constants.length; s++) {
    h = a[this.thread.x]! * h + x[s * this.constants.channels + this.thread.x]!;
  }
  return h;
}
