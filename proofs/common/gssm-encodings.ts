/**
 * The counting argument of Theorem 2.7 without any machine: whatever a GSSM computes, reading a string leaves one of |S|
 * states, and a state is answered by one string. So a GSSM is, for this purpose, an encoder from strings to states and a
 * decoder from states to strings, and every pair of the two can be listed when both sets are tiny.
 */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';

/** How many strings, and how many states. */
export interface EncodingSize {
  readonly strings: number;
  readonly states: number;
}

interface Encoding extends EncodingSize {
  /** (strings) the state that each string leaves. */
  readonly encoder: readonly number[];
  /** (states) the string that each state says. */
  readonly decoder: readonly number[];
}

/** Every list of `length` numbers below `values`. */
function* lists(length: number, values: number): Generator<readonly number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const front of lists(length - 1, values)) {
    for (let value = 0; value < values; value++) yield [...front, value];
  }
}

function* encodings(sizes: readonly EncodingSize[]): Generator<Encoding> {
  for (const { strings, states } of sizes) {
    const decoders = [...lists(states, strings)];
    for (const encoder of lists(strings, states)) {
      for (const decoder of decoders) yield { strings, states, encoder, decoder };
    }
  }
}

const returned = ({ encoder, decoder }: Encoding) =>
  encoder.filter((state, string) => decoder[state] === string).length;

/**
 * Every encoder with every decoder: no more strings come back than there are states.
 *
 * @param allowed - how many strings may come back when there are so many states.
 */
export function everyEncoding(
  sizes: (effort: Effort) => readonly EncodingSize[],
  allowed = (states: number) => states,
): Method {
  return exhaustion<Encoding>({
    name: 'every-encoding',
    domain: (effort) =>
      'every pair of an encoder from M strings to |S| states and a decoder back, for (M, |S|) = ' +
      `${sizes(effort)
        .map(({ strings, states }) => `(${strings}, ${states})`)
        .join(', ')}: at most |S| strings come back`,
    cases: (effort) => encodings(sizes(effort)),
    size: (effort) =>
      sizes(effort).reduce((sum, { strings, states }) => sum + states ** strings * strings ** states, 0),
    holds: (encoding) => returned(encoding) <= allowed(encoding.states),
    describe: ({ encoder, decoder }) => ({ encoder, decoder }),
    explain: (encoding) =>
      `With |S| = ${encoding.states} states ${returned(encoding)} of ${encoding.strings} strings come back, and ` +
      `${allowed(encoding.states)} may.`,
  });
}
