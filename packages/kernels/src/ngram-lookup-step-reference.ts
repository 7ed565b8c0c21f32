/** The f64 reference of steps of generation: one after the other, keys, values and queries as halves. */
import type { Tensors } from './kernel-definition.js';
import { ngramLookupReference } from './ngram-lookup-reference.js';
import type { NgramStepShape } from './ngram-lookup-step.js';
import { decodeNumbers, encodeNumbers } from './stored-numbers.js';
import { GATE_NUMBERS, keyBlocks } from './token-gate.js';
import { tokenGateReference } from './token-gate-reference.js';

/** Tokens, keys and values after `steps` steps; the last one finds no token. */
export function ngramStepReference(shape: NgramStepShape, inputs: Tensors): Record<string, Float64Array> {
  const { heads, slots, width, capacity, scale, steps } = shape;
  const blocks = keyBlocks(shape);
  const codes = shape.tokens * width;
  const windows = inputs.weights!.subarray(0, heads);
  const embedding = inputs.weights!.subarray(heads, heads + codes);
  const unembedding = inputs.weights!.subarray(heads + codes, heads + 2 * codes);
  const gates = inputs.weights!.subarray(heads + 2 * codes, heads + 2 * codes + 2 * slots * GATE_NUMBERS.length);
  const tokens = inputs.tokens!.slice();
  let [keys, values] = [inputs.keys!, inputs.values!];
  let answer: Float64Array | null = null;
  const first = inputs.state0![0]!;
  for (let position = first; position < Math.min(first + steps, capacity); position++) {
    if (answer !== null) tokens[position] = largestLogit(answer, unembedding, shape.tokens);
    const means = new Float64Array(heads * width);
    for (let head = 0; head < heads; head++) {
      const seen = Math.min(windows[head]!, position + 1);
      for (let c = 0; c < width; c++) {
        for (let back = 0; back < seen; back++) {
          means[head * width + c]! += embedding[tokens[position - back]! * width + c]! / seen;
        }
      }
    }
    const one = { heads, slots, width, capacity, chunk: 1 };
    const range = Float64Array.of(position, 1);
    const gated = tokenGateReference(one, { range, means, gates, keys, values });
    [keys, values] = [asHalves(gated.keys!), asHalves(gated.values!)];
    const queries = asHalves(gated.queries!);
    answer = ngramLookupReference({ capacity, chunk: 1, blocks, width, scale }, { range, queries, keys, values }).out!;
  }
  return { tokens, keys, values, state0: Float64Array.of(Math.min(first + steps, capacity), 1) };
}

function largestLogit(row: Float64Array, codes: Float64Array, tokens: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let token = tokens;
  for (let candidate = 0; candidate < tokens; candidate++) {
    const logit = row.reduce((sum, number, c) => sum + codes[candidate * row.length + c]! * number, 0);
    if (logit > best) {
      best = logit;
      token = candidate;
    }
  }
  return token;
}

function asHalves(numbers: Float64Array): Float64Array {
  const encoded = encodeNumbers(numbers, 'f16');
  return Float64Array.from(
    decodeNumbers(encoded.buffer.slice(0, encoded.byteLength) as ArrayBuffer, 'f16', numbers.length),
  );
}
