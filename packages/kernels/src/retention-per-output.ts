/**
 * A retention with one thread per output, for gpu.js. Each output runs its own row of the recurrence from the first step:
 * y ← γ·y + (φ(q_t)·φ(k_s))·v_s, work of order length² in all, for short lengths only.
 */
import type { PlanStep } from './kernel-definition.js';
import type { RetentionKind, RetentionShape } from './retention.js';

/** The outputs, then the state: the first reads the state that the second replaces. */
export function retentionPerOutputPlan({ name, decays }: RetentionKind, shape: RetentionShape): PlanStep[] {
  const { heads, length, keyDim, valueDim, featureMap } = shape;
  const constants = { length, keyDim, valueDim, decays: decays ? 1 : 0, positive: featureMap === 'identity' ? 0 : 1 };
  // Where nothing decays, any tensor stands in for the one that is not read.
  const decay = decays ? 'decay' : 'k';
  return [
    {
      program: {
        name: `${name} outputs`,
        perOutput: { kernel: outputAt, constants, outputs: heads * length * valueDim },
      },
      tensors: ['q', 'k', 'v', decay, 'state', 'out'],
      workgroups: [1, 1, 1],
    },
    {
      program: { name: `${name} state`, perOutput: { kernel: stateAt, constants, outputs: heads * keyDim * valueDim } },
      tensors: ['k', 'v', decay, 'state', 'state'],
      workgroups: [1, 1, 1],
    },
  ];
}

// gpu.js translates these. Half is added before a division that must not round down past a whole number.

function outputAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  q: number[],
  k: number[],
  v: number[],
  decay: number[],
  state: number[],
): number {
  const step = Math.floor((this.thread.x + 0.5) / this.constants.valueDim);
  const j = this.thread.x - step * this.constants.valueDim;
  const head = Math.floor((step + 0.5) / this.constants.length);
  const first = head * this.constants.length;
  let gamma = 1;
  if (this.constants.decays > 0.5) {
    gamma = decay[head]!;
  }
  const query = step * this.constants.keyDim;
  let y = 0;
  for (let i = 0; i < this.constants.keyDim; i++) {
    let number = q[query + i]!;
    if (this.constants.positive > 0.5) {
      if (number > 0) {
        number = number + 1;
      } else {
        number = Math.exp(number);
      }
    }
    y += number * state[(head * this.constants.keyDim + i) * this.constants.valueDim + j]!;
  }
  y = gamma * y;
  for (let s = 0; s <= step - first; s++) {
    let score = 0;
    for (let i = 0; i < this.constants.keyDim; i++) {
      let number = q[query + i]!;
      let key = k[(first + s) * this.constants.keyDim + i]!;
      if (this.constants.positive > 0.5) {
        if (number > 0) {
          number = number + 1;
        } else {
          number = Math.exp(number);
        }
        if (key > 0) {
          key = key + 1;
        } else {
          key = Math.exp(key);
        }
      }
      score += number * key;
    }
    // Decays what came before, but not the state twice.
    if (s > 0) {
      y = gamma * y;
    }
    y += score * v[(first + s) * this.constants.valueDim + j]!;
  }
  return y;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function stateAt(this: any, k: number[], v: number[], decay: number[], state: number[]): number {
  const row = Math.floor((this.thread.x + 0.5) / this.constants.valueDim);
  const j = this.thread.x - row * this.constants.valueDim;
  const head = Math.floor((row + 0.5) / this.constants.keyDim);
  const i = row - head * this.constants.keyDim;
  let gamma = 1;
  if (this.constants.decays > 0.5) {
    gamma = decay[head]!;
  }
  let h = state[this.thread.x]!;
  for (let t = 0; t < this.constants.length; t++) {
    const step = head * this.constants.length + t;
    let key = k[step * this.constants.keyDim + i]!;
    if (this.constants.positive > 0.5) {
      if (key > 0) {
        key = key + 1;
      } else {
        key = Math.exp(key);
      }
    }
    h = gamma * h + key * v[step * this.constants.valueDim + j]!;
  }
  return h;
}
