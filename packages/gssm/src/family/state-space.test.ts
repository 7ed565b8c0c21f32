import { test } from '@fast-check/vitest';
import { type Complex, complex, divide, exp, multiply, subtract } from 'mathjs';
import { describe, it } from 'vitest';
import { dot, drawnInputs, drawnWeights, draws, expectClose, rowsOf, run, times } from './layers.testing.js';
import { linearSsm } from './linear-ssm.js';
import { mamba } from './mamba.js';
import { s4d } from './s4d.js';
import { tensor } from './tensor.js';

const logistic = (x: number) => (1 + Math.tanh(x / 2)) / 2;

describe('state space models', () => {
  test.prop([draws])('s4d is the convolution with its kernel, in complex numbers', ({ seed, length }) => {
    const parameters = { width: 2, state: 4 };
    const weights = drawnWeights(s4d, parameters, seed);
    const value = (name: string, i: number) => weights.get(name)!.values[i];
    const inputs = drawnInputs(2, length, seed);
    const kernel = (channel: number, lag: number): number => {
      let sum = 0;
      for (let n = 0; n < 2; n++) {
        const i = 2 * channel + n;
        const a = complex(-Math.exp(value('log_A_real', i)), value('A_imag', i));
        const dt = Math.exp(value('log_dt', channel));
        const decay = exp(multiply(dt, a) as Complex);
        const b = divide(subtract(decay, 1), a) as Complex;
        const power = exp(multiply(lag * dt, a) as Complex);
        const c = complex(value('C', 2 * i), value('C', 2 * i + 1));
        sum += 2 * (multiply(multiply(c, power), b) as Complex).re;
      }
      return sum;
    };
    const expected = inputs.map((x, t) =>
      Array.from(x, (u, channel) =>
        inputs
          .slice(0, t + 1)
          .reduce((sum, earlier, s) => sum + kernel(channel, t - s) * earlier[channel], value('D', channel) * u),
      ),
    );
    expectClose(run(s4d.layer(parameters, weights), inputs), expected);
  });

  it('s4d by hand: one channel with A = −1, Δ = ln 2 halves its state', () => {
    const weights = new Map([
      ['log_dt', tensor([1], [Math.log(Math.log(2))])],
      ['log_A_real', tensor([1, 1], [0])],
      ['A_imag', tensor([1, 1], [0])],
      ['C', tensor([1, 1, 2], [1, 0])],
      ['D', tensor([1], [0])],
    ]);
    const impulse = [1, 0, 0].map((u) => Float64Array.of(u));
    // h = (1 − 1/2)/1 · u, then half, then a quarter of it; y = 2h.
    expectClose(run(s4d.layer({ width: 1, state: 2 }, weights), impulse), [[1], [0.5], [0.25]]);
  });

  test.prop([draws])('mamba is the sum over earlier inputs of their products of decays', ({ seed, length }) => {
    const parameters = { width: 2, expand: 2, state: 3, convolution: 3 };
    const weights = drawnWeights(mamba, parameters, seed);
    const inputs = drawnInputs(2, length, seed);
    const tensorOf = (name: string) => weights.get(name)!;
    const projected = inputs.map((x) => times(tensorOf('in_proj.weight'), x));
    const u = projected.map((_, t) =>
      [0, 1, 2, 3].map((e) => {
        const taps = rowsOf(tensorOf('conv1d.weight'))[e];
        const sum = taps.reduce(
          (total, tap, j) => total + tap * (projected[t - 2 + j]?.[e] ?? 0),
          tensorOf('conv1d.bias').values[e],
        );
        return sum * logistic(sum);
      }),
    );
    const selected = u.map((row) => times(tensorOf('x_proj.weight'), row)); // δ, B (3), C (3)
    const dt = selected.map(([delta]) =>
      [0, 1, 2, 3].map((e) =>
        Math.log(1 + Math.exp(tensorOf('dt_proj.weight').values[e] * delta + tensorOf('dt_proj.bias').values[e])),
      ),
    );
    const expected = inputs.map((_, t) => {
      const y = [0, 1, 2, 3].map((e) => {
        let sum = tensorOf('D').values[e] * u[t][e];
        for (let s = 0; s <= t; s++) {
          const elapsed = dt.slice(s + 1, t + 1).reduce((total, step) => total + step[e], 0);
          for (let n = 0; n < 3; n++) {
            const a = -Math.exp(tensorOf('A_log').values[3 * e + n]);
            sum += selected[t][4 + n] * Math.exp(a * elapsed) * dt[s][e] * selected[s][1 + n] * u[s][e];
          }
        }
        const gate = projected[t][4 + e];
        return sum * gate * logistic(gate);
      });
      return times(tensorOf('out_proj.weight'), y);
    });
    expectClose(run(mamba.layer(parameters, weights), inputs), expected);
  });

  test.prop([draws])(
    'linear-ssm is C A…A B of every earlier input, with the matrices the inputs chose',
    ({ seed, length }) => {
      const parameters = { width: 2, state: 3, modes: 2 };
      const weights = drawnWeights(linearSsm, parameters, seed);
      const inputs = drawnInputs(2, length, seed);
      const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((name) => weights.get(name)!);
      const transition = inputs.map((x) => {
        const gates = times(weights.get('gate.weight')!, x).map((sum, m) => sum + weights.get('gate.bias')!.values[m]);
        return tensor(
          [3, 3],
          Array.from({ length: 9 }, (_, i) => gates[0] * a.values[i] + gates[1] * a.values[9 + i]),
        );
      });
      const expected = inputs.map((x, t) => {
        const h = inputs.slice(0, t + 1).reduce<number[]>(
          (sum, earlier, s) => {
            const carried = transition
              .slice(s + 1, t + 1)
              .reduce((vector, matrix) => times(matrix, vector), times(b, earlier));
            return sum.map((value, i) => value + carried[i]);
          },
          [0, 0, 0],
        );
        return rowsOf(c).map((row, i) => dot(row, h) + times(d, x)[i]);
      });
      expectClose(run(linearSsm.layer(parameters, weights), inputs), expected);
    },
  );
});
