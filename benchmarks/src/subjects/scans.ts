/** Scans whose channels are independent: the diagonal one, RWKV's time mixing, and Mamba's selective one. */
import {
  type DiagonalScanShape,
  type DiagonalScanStepShape,
  diagonalScan,
  diagonalScanStep,
  RWKV_NO_EXPONENT,
  type RwkvShape,
  type RwkvStepShape,
  rwkv,
  rwkvStep,
  type SelectiveScanShape,
  type SelectiveScanStepShape,
  selectiveScan,
  selectiveScanStep,
} from '@verbatim/kernels';
import { uniformBetween, uniformRow } from './numbers.js';
import { type Place, spread, wholeOf } from './part.js';
import type { KernelSubject } from './subject.js';

/** Channels that are checked where not all are, over the whole length. */
const CHANNELS = 5;

/** From channels that forget at once to channels that remember 16,384 steps. */
function decays(channels: number): Float32Array {
  return Float32Array.from({ length: channels }, (_, i) => 1 - 2 ** (-14 * (i / Math.max(1, channels - 1))));
}

function diagonalInputs(channels: number): Readonly<Record<string, Float32Array>> {
  return {
    x: uniformRow('x'),
    a: decays(channels),
    c: uniformRow('c', channels),
    state: uniformRow('state', channels),
  };
}

/** Some columns of a matrix with `width` of them, each `each` numbers wide. */
function columnsOf(columns: readonly number[], width: number, each = 1): Place {
  const narrow = columns.length * each;
  return (index) => {
    const row = Math.floor(index / narrow);
    const within = index % narrow;
    return (row * width + columns[Math.floor(within / each)]!) * each + (within % each);
  };
}

export const diagonal: KernelSubject<DiagonalScanShape> = {
  kind: 'kernel',
  definition: diagonalScan,
  shapeAt: ({ channels }, length) => ({ length, channels: Number(channels) }),
  inputs: ({ channels }) => diagonalInputs(channels),
  parts(shape) {
    const some = spread(shape.channels, CHANNELS);
    const place = columnsOf(some, shape.channels);
    return [
      {
        shape: { ...shape, channels: some.length },
        given: { x: place, a: place, c: place, state: place },
        results: { out: { from: 0, place }, state: { from: 0, place } },
      },
    ];
  },
};

export const diagonalStep: KernelSubject<DiagonalScanStepShape> = {
  kind: 'kernel',
  definition: diagonalScanStep,
  shapeAt: ({ channels }) => ({ channels: Number(channels) }),
  inputs: ({ channels }) => diagonalInputs(channels),
  parts: (shape) => [wholeOf(diagonalScanStep, shape)],
};

/** As before any input; decays from those that forget at once to those that remember some hundred steps. */
function mixingInputs(channels: number): Readonly<Record<string, Float32Array>> {
  return {
    k: uniformRow('k'),
    v: uniformRow('v'),
    decay: uniformBetween('decay', -2, 0, channels),
    first: uniformRow('first', channels),
    state: Float32Array.from({ length: 3 * channels }, (_, i) => (i < 2 * channels ? 0 : RWKV_NO_EXPONENT)),
  };
}

export const timeMixing: KernelSubject<RwkvShape> = {
  kind: 'kernel',
  definition: rwkv,
  shapeAt: ({ channels }, length) => ({ length, channels: Number(channels) }),
  inputs: ({ channels }) => mixingInputs(channels),
  parts(shape) {
    const some = spread(shape.channels, CHANNELS);
    const place = columnsOf(some, shape.channels);
    return [
      {
        shape: { ...shape, channels: some.length },
        given: { k: place, v: place, decay: place, first: place, state: place },
        results: { out: { from: 0, place }, state: { from: 0, place } },
      },
    ];
  },
};

export const timeMixingStep: KernelSubject<RwkvStepShape> = {
  kind: 'kernel',
  definition: rwkvStep,
  shapeAt: ({ channels }) => ({ channels: Number(channels) }),
  inputs: ({ channels }) => mixingInputs(channels),
  parts: (shape) => [wholeOf(rwkvStep, shape)],
};

function selectiveInputs({ channels, states }: SelectiveScanStepShape): Readonly<Record<string, Float32Array>> {
  return {
    x: uniformRow('x'),
    delta: uniformBetween('delta', 0.001, 0.1),
    // Mamba starts from A = −1, −2, … −N for every channel.
    a: Float32Array.from({ length: states }, (_, n) => -1 - n),
    b: uniformRow('b'),
    c: uniformRow('c'),
    d: uniformRow('d', channels),
    state: uniformRow('state', channels * states),
  };
}

export const selective: KernelSubject<SelectiveScanShape> = {
  kind: 'kernel',
  definition: selectiveScan,
  shapeAt: ({ channels, states }, length) => ({ length, channels: Number(channels), states: Number(states) }),
  inputs: selectiveInputs,
  parts(shape) {
    const some = spread(shape.channels, CHANNELS);
    const place = columnsOf(some, shape.channels);
    const states = columnsOf(some, shape.channels, shape.states);
    return [
      {
        shape: { ...shape, channels: some.length },
        given: { x: place, delta: place, a: states, d: place, state: states },
        results: { out: { from: 0, place }, state: { from: 0, place: states } },
      },
    ];
  },
};

export const selectiveStep: KernelSubject<SelectiveScanStepShape> = {
  kind: 'kernel',
  definition: selectiveScanStep,
  shapeAt: ({ channels, states }) => ({ channels: Number(channels), states: Number(states) }),
  inputs: selectiveInputs,
  parts: (shape) => [wholeOf(selectiveScanStep, shape)],
};
