/**
 * RWKV's time mixing with one thread per output, for gpu.js. Each output runs its channel from the first step: work of order length²
 * in all, for short lengths only.
 */
import type { PlanStep } from './kernel-definition.js';

/** The outputs, then the state: the first reads the state that the second replaces. */
export function rwkvPerOutputPlan({
  length,
  channels,
}: {
  readonly length: number;
  readonly channels: number;
}): PlanStep[] {
  const constants = { length, channels };
  return [
    {
      program: { name: 'rwkv outputs', perOutput: { kernel: outputAt, constants, outputs: length * channels } },
      tensors: ['k', 'v', 'decay', 'first', 'state', 'out'],
      workgroups: [1, 1, 1],
    },
    {
      program: { name: 'rwkv state', perOutput: { kernel: stateAt, constants, outputs: 3 * channels } },
      tensors: ['k', 'v', 'decay', 'state', 'state'],
      workgroups: [1, 1, 1],
    },
  ];
}

// gpu.js translates these. Half is added before a division that must not round down past a whole number.

function outputAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  k: number[],
  v: number[],
  decay: number[],
  first: number[],
  state: number[],
): number {
  const t = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const channel = this.thread.x - t * this.constants.channels;
  let a = state[channel]!;
  let b = state[this.constants.channels + channel]!;
  let p = state[2 * this.constants.channels + channel]!;
  for (let s = 0; s < t; s++) {
    const key = k[s * this.constants.channels + channel]!;
    const most = Math.max(p + decay[channel]!, key);
    const old = Math.exp(p + decay[channel]! - most);
    const now = Math.exp(key - most);
    a = old * a + now * v[s * this.constants.channels + channel]!;
    b = old * b + now;
    p = most;
  }
  const key = first[channel]! + k[this.thread.x]!;
  const most = Math.max(p, key);
  const old = Math.exp(p - most);
  const now = Math.exp(key - most);
  return (old * a + now * v[this.thread.x]!) / (old * b + now);
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function stateAt(this: any, k: number[], v: number[], decay: number[], state: number[]): number {
  const row = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const channel = this.thread.x - row * this.constants.channels;
  let a = state[channel]!;
  let b = state[this.constants.channels + channel]!;
  let p = state[2 * this.constants.channels + channel]!;
  for (let s = 0; s < this.constants.length; s++) {
    const key = k[s * this.constants.channels + channel]!;
    const most = Math.max(p + decay[channel]!, key);
    const old = Math.exp(p + decay[channel]! - most);
    const now = Math.exp(key - most);
    a = old * a + now * v[s * this.constants.channels + channel]!;
    b = old * b + now;
    p = most;
  }
  if (row < 0.5) {
    return a;
  }
  if (row < 1.5) {
    return b;
  }
  return p;
}
