/** That a kernel and the member of the family of the same name compute the same. */
import { MEMBERS } from '@verbatim/gssm';
import { gruStep } from '@verbatim/kernels';
import { expect, it } from 'vitest';
import { uniformRow } from './numbers.js';

const WIDTH = 7;

it('a step of the kernel gru-step is one of the member gru', () => {
  const gru = MEMBERS.find(({ name }) => name === 'gru')!;
  const numbers = (name: string, count: number) => Float64Array.from(uniformRow(name, count));
  const weights = new Map(
    gru.weights({ width: WIDTH }).map(({ name, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [name, { shape, values: numbers(name, count) }];
    }),
  );
  const of = (name: string) => weights.get(name)!.values;
  const [x, h] = [numbers('x', WIDTH), numbers('h', WIDTH)];
  const wanted = gru.layer({ width: WIDTH }, weights).step(x, [h], (next) => [...next]);

  // What the input weights make of x, with all biases but the one behind the reset gate; weights by unit, then gate.
  const given = new Float64Array(3 * WIDTH);
  const u = new Float64Array(3 * WIDTH * WIDTH);
  for (let unit = 0; unit < WIDTH; unit++) {
    for (let gate = 0; gate < 3; gate++) {
      const row = gate * WIDTH + unit;
      given[3 * unit + gate] = of('bias_ih')[row]! + (gate < 2 ? of('bias_hh')[row]! : 0);
      for (let k = 0; k < WIDTH; k++) {
        given[3 * unit + gate]! += of('weight_ih')[row * WIDTH + k]! * x[k]!;
        u[3 * (k * WIDTH + unit) + gate] = of('weight_hh')[row * WIDTH + k]!;
      }
    }
  }
  const bias = of('bias_hh').slice(2 * WIDTH);
  const { out } = gruStep.reference({ hidden: WIDTH }, { x: given, u, bias, h });
  for (const [i, number] of [...wanted].entries()) {
    expect(out![i]).toBeCloseTo(number, 12);
  }
  // Without the bias behind the reset gate it is another function.
  const without = gruStep.reference({ hidden: WIDTH }, { x: given, u, bias: bias.map(() => 0), h });
  expect(without.out![0]).not.toBeCloseTo(wanted[0]!, 3);
});
