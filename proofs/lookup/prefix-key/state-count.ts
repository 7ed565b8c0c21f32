/** The states of the machine, counted, and how few they are. */
import { certificate, type Effort, exact, type Method } from '@verbatim/evidence';
import { prefixLookupStates, stateBits } from '@verbatim/gssm';
import { type BuildLookup, type LookupSize, lookupSize } from '../../common/lookup-queries.js';

const COUNTED: Record<Effort, readonly LookupSize[]> = {
  quick: countedSizes(24),
  standard: countedSizes(250),
  deep: countedSizes(2500),
};

/** Every (D, n, k) with D^n and D^k up to a limit; the strings may have any length. */
function countedSizes(most: number): LookupSize[] {
  const sizes: LookupSize[] = [];
  for (let D = 2; D <= 5; D++) {
    for (let n = 1; D ** n <= most; n++) for (let k = 1; D ** k <= most; k++) sizes.push(lookupSize(D, n, k, 0));
  }
  return sizes;
}

/** (n + 5)·D^max(n, k). */
const bound = ({ alphabetSize, ngram, answerLength }: LookupSize) =>
  BigInt(ngram + 5) * BigInt(alphabetSize) ** BigInt(Math.max(ngram, answerLength));

/** Every state that prompts `BOS g COPY x COPY` and answers pass through, by what `encode` writes. */
function statesReached(build: BuildLookup, size: LookupSize) {
  const machine = build(size);
  const key = (state: unknown) => machine.encode(state).join();
  const { alphabetSize } = machine;
  const start = machine.update(machine.start, alphabetSize);
  const seen = new Set([key(machine.start), key(start)]);
  const left = [start];
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    for (let token = 0; token <= alphabetSize + 1; token++) {
      if (token === alphabetSize) continue;
      const next = machine.update(state, token);
      const written = key(next);
      if (seen.has(written)) continue;
      seen.add(written);
      left.push(next);
      if (key(machine.decode(machine.encode(next))) !== written) return { machine, reached: -1n };
    }
  }
  return { machine, reached: BigInt(seen.size) };
}

/** |S| is the number of states that are reached and written differently, fits in its bits, and is below (n + 5)·D^max(n, k). */
export function statesCounted(build: BuildLookup): Method {
  const wrong = (size: LookupSize): string | undefined => {
    const { machine, reached } = statesReached(build, size);
    const fits = 1n << BigInt(machine.serialisedBits) >= machine.states;
    if (machine.states === reached && fits && machine.states < bound(size)) return undefined;
    return `${machine.name} declares ${machine.states} states in ${machine.serialisedBits} bits, ${reached} are reached, and the bound is ${bound(size)}.`;
  };
  return exact<LookupSize>({
    name: 'states-counted',
    domain: (effort) =>
      `all D ≤ 5, n and k with D^n and D^k up to ${effort === 'quick' ? 24 : effort === 'standard' ? 250 : 2500}, strings of any length: the states that are reached and written ` +
      'differently are |S| < (n + 5)·D^max(n, k), read back as they were written',
    cases: (effort) => COUNTED[effort],
    holds: (size) => wrong(size) === undefined,
    describe: ({ alphabetSize, ngram, answerLength }) => ({ alphabetSize, ngram, answerLength }),
    explain: (size) => wrong(size)!,
  });
}

const MOST: Record<Effort, number> = { quick: 12, standard: 40, deep: 100 };

/** |S| < (n + 5)·D^max(n, k), in whole numbers, beside the bits that the key and the answer have. */
export const stateBound: Method = certificate({
  name: 'state-bound',
  domain: (effort) =>
    `|S| < (n + 5)·D^max(n, k) for 2 ≤ D ≤ ${MOST[effort]} and 1 ≤ n, k ≤ ${MOST[effort]}, and strings of any length`,
  check: (effort) => {
    const most = MOST[effort];
    let [cases, failures] = [0, 0];
    for (let D = 2; D <= most; D++) {
      for (let n = 1; n <= most; n++) {
        for (let k = 1; k <= most; k++) {
          cases++;
          if (prefixLookupStates(D, n, k) >= bound(lookupSize(D, n, k, 0))) failures++;
        }
      }
    }
    const rows = [
      [2, 1, 1],
      [2, 8, 4],
      [26, 3, 3],
      [26, 10, 1],
    ].map(([alphabetSize, ngram, answerLength]) => {
      const states = prefixLookupStates(alphabetSize!, ngram!, answerLength!);
      return {
        alphabetSize: alphabetSize!,
        ngram: ngram!,
        answerLength: answerLength!,
        states: String(states),
        stateBits: Math.round(stateBits(states) * 100) / 100,
        keyBits: Math.round(ngram! * Math.log2(alphabetSize!) * 100) / 100,
      };
    });
    return {
      holds: failures === 0,
      cases,
      failures,
      numbers: { rows },
      explanation:
        '(D^(n+1) − 1)/(D − 1) < 2·D^n, and so for k: |S| < (n + 2)·D^n + 3·D^k ≤ (n + 5)·D^max(n, k), that is max(n, k)·log2 D + log2(n + 5) bits, ' +
        'whatever the length of the string.',
    };
  },
});
