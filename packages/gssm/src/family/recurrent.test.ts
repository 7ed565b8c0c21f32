import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { gru } from './gru.js';
import { drawnInputs, drawnWeights, draws, expectClose, run, times } from './layers.testing.js';
import { lstm } from './lstm.js';
import { rnn } from './rnn.js';
import { tensor } from './tensor.js';

const logistic = (x: number) => (1 + Math.tanh(x / 2)) / 2;

/** W_ih x + b_ih and W_hh h + b_hh, cut into gates. */
function preActivations(weights: ReturnType<typeof drawnWeights>, x: ArrayLike<number>, h: ArrayLike<number>) {
  const part = (kind: string, of: ArrayLike<number>) =>
    times(weights.get(`weight_${kind}`)!, of).map((sum, i) => sum + weights.get(`bias_${kind}`)!.values[i]);
  const width = h.length;
  const cut = (all: number[]) =>
    Array.from({ length: all.length / width }, (_, g) => all.slice(g * width, (g + 1) * width));
  return { input: cut(part('ih', x)), hidden: cut(part('hh', h)) };
}

describe('the recurrent networks, unit by unit', () => {
  test.prop([draws])('rnn', ({ seed, length }) => {
    const weights = drawnWeights(rnn, { width: 3 }, seed);
    const inputs = drawnInputs(3, length, seed);
    let h = [0, 0, 0];
    const expected = inputs.map((x) => {
      const { input, hidden } = preActivations(weights, x, h);
      h = h.map((_, i) => 2 * logistic(2 * (input[0][i] + hidden[0][i])) - 1);
      return h;
    });
    expectClose(run(rnn.layer({ width: 3 }, weights), inputs), expected);
  });

  test.prop([draws])('lstm', ({ seed, length }) => {
    const weights = drawnWeights(lstm, { width: 3 }, seed);
    const inputs = drawnInputs(3, length, seed);
    let [h, c] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    const expected = inputs.map((x) => {
      const { input, hidden } = preActivations(weights, x, h);
      const [i, f, g, o] = input.map((gate, at) => gate.map((sum, unit) => sum + hidden[at][unit]));
      c = c.map((kept, unit) => logistic(f[unit]) * kept + logistic(i[unit]) * Math.tanh(g[unit]));
      h = c.map((cell, unit) => logistic(o[unit]) * Math.tanh(cell));
      return h;
    });
    expectClose(run(lstm.layer({ width: 3 }, weights), inputs), expected);
  });

  test.prop([draws])('gru', ({ seed, length }) => {
    const weights = drawnWeights(gru, { width: 3 }, seed);
    const inputs = drawnInputs(3, length, seed);
    let h = [0, 0, 0];
    const expected = inputs.map((x) => {
      const { input, hidden } = preActivations(weights, x, h);
      h = h.map((kept, i) => {
        const r = logistic(input[0][i] + hidden[0][i]);
        const z = logistic(input[1][i] + hidden[1][i]);
        const n = Math.tanh(input[2][i] + r * hidden[2][i]);
        return n + z * (kept - n);
      });
      return h;
    });
    expectClose(run(gru.layer({ width: 3 }, weights), inputs), expected);
  });
});

describe('the recurrent networks, by hand', () => {
  const parameters = { width: 1 };
  const weights = (ih: number[], hh: number[]) =>
    new Map([
      ['weight_ih', tensor([ih.length, 1], ih)],
      ['weight_hh', tensor([hh.length, 1], hh)],
      [
        'bias_ih',
        tensor(
          [ih.length],
          ih.map(() => 0),
        ),
      ],
      [
        'bias_hh',
        tensor(
          [hh.length],
          hh.map(() => 0),
        ),
      ],
    ]);
  const two = [Float64Array.of(1), Float64Array.of(0)];

  it('rnn: tanh(1) = 0.7616, then tanh(2 · 0.7616) = 0.9093', () => {
    const outputs = run(rnn.layer(parameters, weights([1], [2])), two);
    expect(outputs.map(([h]) => Number(h.toFixed(4)))).toEqual([0.7616, 0.9093]);
  });

  it('lstm with open gates at 1/2: c = tanh(1)/2 = 0.3808, h = tanh(0.3808)/2 = 0.1817; then c = 0.1904, h = 0.0941', () => {
    const outputs = run(lstm.layer(parameters, weights([0, 0, 1, 0], [0, 0, 0, 0])), two);
    expect(outputs.map(([h]) => Number(h.toFixed(4)))).toEqual([0.1817, 0.0941]);
  });

  it('gru with z at 1/2: h = tanh(1)/2 = 0.3808, then half of it', () => {
    const outputs = run(gru.layer(parameters, weights([0, 0, 1], [0, 0, 0])), two);
    expect(outputs.map(([h]) => Number(h.toFixed(4)))).toEqual([0.3808, 0.1904]);
  });

  it('gru with z at 1 keeps its state exactly, whatever comes', () => {
    const layer = gru.layer(parameters, weights([0, 0, 5], [0, 4000, 1]));
    const kept = layer.step(Float64Array.of(3), [Float64Array.of(0.5)], (next) => next);
    expect([...kept]).toEqual([0.5]);
  });
});
