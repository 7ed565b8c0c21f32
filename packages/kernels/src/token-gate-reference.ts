/** The f64 reference of the token gate, before it is rounded to the halves that a device stores. */
import type { Tensors } from './kernel-definition.js';
import { GATE_NUMBERS, keyBlocks, type TokenGateShape } from './token-gate.js';

/** Queries of the chunk, and keys and values as they are after it. */
export function tokenGateReference(shape: TokenGateShape, inputs: Tensors): Record<string, Float64Array> {
  const { slots, width, capacity, chunk } = shape;
  const [start, count] = [inputs.range![0]!, inputs.range![1]!];
  const letters = width - 2;
  const mean = (head: number, row: number, channel: number) => inputs.means![(head * chunk + row) * width + channel]!;
  const relu = (x: number) => Math.max(x, 0);

  const gated = (gate: number, row: number, c: number) => {
    const numbers = inputs.gates!.subarray(gate * GATE_NUMBERS.length);
    const [own, previous, ownWeight, previousWeight, ownFirst, ownSecond] = numbers as unknown as number[];
    const [previousFirst, previousSecond, closeFirst, closeSecond, keepSecond] = numbers.subarray(
      6,
    ) as unknown as number[];
    const [first, second] = [letters, letters + 1];
    const u =
      c < letters
        ? ownWeight! * mean(own!, row, c) - previousWeight! * mean(previous!, row, c)
        : ownFirst! * mean(own!, row, first) +
          ownSecond! * mean(own!, row, second) -
          previousFirst! * mean(previous!, row, first) -
          previousSecond! * mean(previous!, row, second);
    const s =
      closeFirst! * mean(previous!, row, first) +
      closeSecond! * mean(previous!, row, second) -
      keepSecond! * mean(0, row, second);
    return relu(u - s) - relu(-u - s);
  };

  const queries = new Float64Array(keyBlocks(shape) * chunk * 8);
  const keys = inputs.keys!.slice();
  const values = inputs.values!.slice();
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < 8 * keyBlocks(shape); k++) {
      const slot = Math.floor(k / (width - 1));
      const [block, half] = [Math.floor(k / 8), k % 8];
      const at = (first: number) => (slot < slots ? gated(first + slot, row, k % (width - 1)) : 0);
      queries[(block * chunk + row) * 8 + half] = at(0);
      keys[(block * capacity + start + row) * 8 + half] = at(slots);
    }
    for (let c = 0; c < 2 * Math.ceil(width / 2); c++) {
      values[(Math.floor(c / 2) * capacity + start + row) * 2 + (c % 2)] = c < width ? mean(0, row, c) : 0;
    }
  }
  return { queries, keys, values };
}
