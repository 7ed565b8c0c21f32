import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { gatedDeltanet } from './gated-deltanet.js';
import { dot, drawnInputs, drawnWeights, draws, expectClose, rowsOf, run, times } from './layers.testing.js';
import { linearAttention } from './linear-attention.js';
import { retnet } from './retnet.js';
import { rwkv } from './rwkv.js';
import { slidingWindow } from './sliding-window.js';
import { matrixOf, tensor, type Weights } from './tensor.js';

const logistic = (x: number) => (1 + Math.tanh(x / 2)) / 2;
const perHead = (vector: number[], heads: number) =>
  Array.from({ length: heads }, (_, h) => vector.slice((h * vector.length) / heads, ((h + 1) * vector.length) / heads));

/** Every head's q, k and v at every position, as the weights project them. */
function projections(weights: Weights, inputs: readonly Float64Array[], heads: number) {
  const project = (name: string) =>
    inputs.map((x) => {
      const bias = weights.get(`${name}.bias`)?.values;
      const sums = times(weights.get(`${name}.weight`)!, x).map((sum, i) => sum + (bias?.[i] ?? 0));
      return perHead(sums, heads);
    });
  return { q: project('q_proj'), k: project('k_proj'), v: project('v_proj') };
}

/** out_proj of Σ_s weight(t, s, head) · v_s of all heads. */
function mixed(
  weights: Weights,
  v: readonly number[][][],
  weight: (t: number, s: number, head: number) => number,
): number[][] {
  return v.map((_, t) => {
    const o = v[0].flatMap((_, head) =>
      v[t][head].map((_, j) =>
        v.slice(0, t + 1).reduce((sum, earlier, s) => sum + weight(t, s, head) * earlier[head][j], 0),
      ),
    );
    return times(weights.get('out_proj.weight')!, o);
  });
}

describe('attention with a state', () => {
  test.prop([draws])(
    'linear attention weighs all earlier positions by the products of features',
    ({ seed, length }) => {
      const parameters = { width: 3, heads: 2, keys: 2, values: 3 };
      const weights = drawnWeights(linearAttention, parameters, seed);
      const inputs = drawnInputs(3, length, seed);
      const { q, k, v } = projections(weights, inputs, 2);
      const features = (vector: number[]) => vector.map((x) => (x > 0 ? x : Math.expm1(x)) + 1);
      const product = (t: number, s: number, head: number) => dot(features(q[t][head]), features(k[s][head]));
      const expected = mixed(weights, v, (t, s, head) => {
        const total = inputs.slice(0, t + 1).reduce((sum, _, i) => sum + product(t, i, head), 0);
        return product(t, s, head) / total;
      });
      expectClose(run(linearAttention.layer(parameters, weights), inputs), expected);
    },
  );

  test.prop([draws])(
    'retention turns queries and keys to their positions and decays with the distance',
    ({ seed, length }) => {
      const parameters = { width: 3, heads: 2, keys: 4, values: 2 };
      const weights = drawnWeights(retnet, parameters, seed);
      const inputs = drawnInputs(3, length, seed);
      const { q, k, v } = projections(weights, inputs, 2);
      const turned = (vector: number[], position: number) =>
        vector.map((value, i) => {
          const angle = position * 10000 ** (-(i - (i % 2)) / 4);
          return i % 2 === 0
            ? value * Math.cos(angle) - vector[i + 1] * Math.sin(angle)
            : value * Math.cos(angle) + vector[i - 1] * Math.sin(angle);
        });
      const expected = mixed(weights, v, (t, s, head) => {
        const gamma = 1 - 2 ** (-5 - head);
        return (gamma ** (t - s) * dot(turned(q[t][head], t), turned(k[s][head], s))) / 2;
      });
      expectClose(run(retnet.layer(parameters, weights), inputs), expected);
    },
  );

  test.prop([draws, fc.integer({ min: 1, max: 10 })])(
    'sliding-window attention is softmax over the window',
    ({ seed, length }, window) => {
      const parameters = { width: 3, heads: 2, keys: 2, values: 3, window };
      const weights = drawnWeights(slidingWindow, parameters, seed);
      const inputs = drawnInputs(3, length, seed);
      const { q, k, v } = projections(weights, inputs, 2);
      const seen = (t: number, s: number) => s > t - window;
      const power = (t: number, s: number, head: number) => (seen(t, s) ? Math.exp(dot(q[t][head], k[s][head])) : 0);
      const expected = mixed(weights, v, (t, s, head) => {
        const total = inputs.slice(0, t + 1).reduce((sum, _, i) => sum + power(t, i, head), 0);
        return power(t, s, head) / total;
      });
      expectClose(run(slidingWindow.layer(parameters, weights), inputs), expected);
    },
  );

  test.prop([draws])('gated DeltaNet applies the matrices of its formula in turn', ({ seed, length }) => {
    const parameters = { width: 3, heads: 2, keys: 2, values: 3, convolution: 2 };
    const weights = drawnWeights(gatedDeltanet, parameters, seed);
    const inputs = drawnInputs(3, length, seed);
    const weight = (name: string) => weights.get(name)!;
    const taps = rowsOf(weight('conv1d.weight'));
    const raw = inputs.map((x) => ['q', 'k', 'v'].flatMap((name) => times(weight(`${name}_proj.weight`), x)));
    const activated = raw.map((now, t) =>
      now.map((value, c) => {
        const sum = taps[c][1] * value + taps[c][0] * (raw[t - 1]?.[c] ?? 0);
        return sum * logistic(sum);
      }),
    );
    const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));
    // S as (values, keys), as the formula has it.
    const states = [0, 1].map(() => [0, 1, 2].map(() => [0, 0]));
    const expected = inputs.map((x, t) => {
      const o = [0, 1].flatMap((head) => {
        const q = unit(activated[t].slice(2 * head, 2 * head + 2));
        const k = unit(activated[t].slice(4 + 2 * head, 6 + 2 * head));
        const v = activated[t].slice(8 + 3 * head, 11 + 3 * head);
        const beta = logistic(times(weight('b_proj.weight'), x)[head]);
        const rate = Math.log(1 + Math.exp(times(weight('a_proj.weight'), x)[head] + weight('dt_bias').values[head]));
        const alpha = Math.exp(-Math.exp(weight('A_log').values[head]) * rate);
        const erase = [0, 1].map((i) => [0, 1].map((j) => (i === j ? 1 : 0) - beta * k[i] * k[j]));
        states[head] = states[head].map((row, i) =>
          [0, 1].map((j) => alpha * (row[0] * erase[0][j] + row[1] * erase[1][j]) + beta * v[i] * k[j]),
        );
        return states[head].map((row) => dot(row, q) / Math.SQRT2);
      });
      return times(weight('out_proj.weight'), o);
    });
    expectClose(run(gatedDeltanet.layer(parameters, weights), inputs), expected);
  });

  test.prop([draws])('rwkv is the quotient of the two sums, without any scaling', ({ seed, length }) => {
    const parameters = { width: 3, hidden: 4 };
    const weights = drawnWeights(rwkv, parameters, seed);
    const inputs = drawnInputs(3, length, seed);
    const weight = (name: string) => weights.get(name)!;
    const norm = (name: string, x: readonly number[]) => {
      const mean = (x[0] + x[1] + x[2]) / 3;
      const deviation = Math.sqrt(x.map((value) => (value - mean) ** 2).reduce((a, b) => a + b) / 3 + 1e-5);
      return x.map(
        (value, i) =>
          weight(`${name}.bias`).values[i] + (weight(`${name}.weight`).values[i] * (value - mean)) / deviation,
      );
    };
    const shifted = (part: string, rows: number[][], t: number) =>
      rows[t].map((value, i) => {
        const last = rows[t - 1]?.[i] ?? 0;
        return last + (value - last) * weight(part).values[i];
      });
    const att = inputs.map((x) => norm('ln1', [...x]));
    const [k, v, r] = (['key', 'value', 'receptance'] as const).map((part) =>
      att.map((_, t) => times(weight(`att.${part}.weight`), shifted(`att.time_mix_${part[0]}`, att, t))),
    );
    const middle = inputs.map((x, t) => {
      const gated = [0, 1, 2].map((i) => {
        const w = -Math.exp(weight('att.time_decay').values[i]);
        const terms = v.slice(0, t + 1).map((row, s) => {
          const exponent = s === t ? weight('att.time_first').values[i] : (t - 1 - s) * w;
          return { power: Math.exp(exponent + k[s][i]), value: row[i] };
        });
        const total = terms.reduce((sum, { power }) => sum + power, 0);
        return logistic(r[t][i]) * terms.reduce((sum, { power, value }) => sum + (power / total) * value, 0);
      });
      return times(weight('att.output.weight'), gated).map((sum, i) => sum + x[i]);
    });
    const ffn = middle.map((row) => norm('ln2', row));
    const expected = middle.map((row, t) => {
      const hidden = times(weight('ffn.key.weight'), shifted('ffn.time_mix_k', ffn, t));
      const gate = times(weight('ffn.receptance.weight'), shifted('ffn.time_mix_r', ffn, t)).map(logistic);
      const value = times(
        weight('ffn.value.weight'),
        hidden.map((sum) => (sum > 0 ? sum * sum : 0)),
      );
      return row.map((sum, i) => sum + gate[i] * value[i]);
    });
    expectClose(run(rwkv.layer(parameters, weights), inputs), expected);
  });
});

describe('attention with a state, by hand', () => {
  const one = (...numbers: number[]) => tensor([numbers.length, 1], numbers);
  const steps = (...numbers: number[]) => numbers.map((value) => Float64Array.of(value));

  it('linear attention with φ(0) = 1 everywhere is the mean of what came', () => {
    const weights = new Map([
      ['q_proj.weight', one(0)],
      ['q_proj.bias', tensor([1], [0])],
      ['k_proj.weight', one(0)],
      ['k_proj.bias', tensor([1], [0])],
      ['v_proj.weight', one(1)],
      ['out_proj.weight', one(1)],
    ]);
    const layer = linearAttention.layer({ width: 1, heads: 1, keys: 1, values: 1 }, weights);
    expectClose(run(layer, steps(3, 5, 10)), [[3], [4], [6]]);
  });

  it('linear attention says 0 where nothing has been written', () => {
    const weights = new Map([
      ['q_proj.weight', one(0)],
      ['q_proj.bias', tensor([1], [0])],
      ['k_proj.weight', one(0)],
      ['k_proj.bias', tensor([1], [-800])],
      ['v_proj.weight', one(1)],
      ['out_proj.weight', one(1)],
    ]);
    const layer = linearAttention.layer({ width: 1, heads: 1, keys: 1, values: 1 }, weights);
    expect(run(layer, steps(3))).toEqual(steps(0));
  });

  it('a window of two with equal scores is the mean of the last two', () => {
    const weights = new Map([
      ['q_proj.weight', one(0)],
      ['k_proj.weight', one(0)],
      ['v_proj.weight', one(1)],
      ['out_proj.weight', one(1)],
    ]);
    const layer = slidingWindow.layer({ width: 1, heads: 1, keys: 1, values: 1, window: 2 }, weights);
    expectClose(run(layer, steps(4, 6, 10, 20)), [[4], [5], [8], [15]]);
  });

  it('retention of one head forgets a thirty-second at each step', () => {
    const weights = new Map([
      // With one pair of keys θ = 1; the second coordinate of the query is 0.
      ['q_proj.weight', one(1, 0)],
      ['k_proj.weight', one(Math.SQRT2, 0)],
      ['v_proj.weight', one(1)],
      ['out_proj.weight', one(1)],
    ]);
    const layer = retnet.layer({ width: 1, heads: 1, keys: 2, values: 1 }, weights);
    const twice = 1 + (31 / 32) * Math.cos(1);
    expectClose(run(layer, steps(1, 1)), [[1], [twice]]);
  });

  it('gated DeltaNet with open gates holds the last value under each key, and forgets none', () => {
    const letters = [
      [1, 0, 2],
      [0, 1, 3],
      [1, 0, 5],
      [0, 1, 3],
    ].map((x) => Float64Array.from(x));
    const big = 40;
    const weights = new Map([
      ['q_proj.weight', matrixOf(2, 3, (i, j) => (i === j ? 1 : 0))],
      ['k_proj.weight', matrixOf(2, 3, (i, j) => (i === j ? 1 : 0))],
      ['v_proj.weight', tensor([1, 3], [0, 0, 1])],
      ['conv1d.weight', tensor([5, 1, 1], [1, 1, 1, 1, big])],
      ['a_proj.weight', tensor([1, 3], [0, 0, 0])],
      ['b_proj.weight', tensor([1, 3], [big, big, 0])],
      ['A_log', tensor([1], [0])],
      ['dt_bias', tensor([1], [-800])],
      ['out_proj.weight', tensor([3, 1], [1, 0, 0])],
    ]);
    const layer = gatedDeltanet.layer({ width: 3, heads: 1, keys: 2, values: 1, convolution: 1 }, weights);
    const said = run(layer, letters).map(([y]) => [(y * Math.SQRT2) / big]);
    expectClose(said, [[2], [3], [5], [3]]);
  });
});
