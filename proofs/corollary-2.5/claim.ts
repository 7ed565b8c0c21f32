/** Corollary 2.5: on uniform strings, dimension O(log(L/ε) log D) gives err < ε. */
import {
  CONFIDENCE,
  certificate,
  claim,
  control,
  type Effort,
  type Json,
  type Method,
  sampledRate,
} from '@verbatim/evidence';
import { conflictBound, fractionToNumber, lessThan } from '@verbatim/tasks';
import {
  type CopyingOptions,
  certificate as copyingCertificate,
  copyingTransformer,
  copyRunner,
  float64,
  generateCopy,
} from '@verbatim/transformer';
import { chosenKeyLength, log2, type Target } from './chosen-key-length.js';

/**
 * The dimension is at most this times log2(L/ε) · log2 D, and at most this times log2(L/ε) + log2 D: it is at most
 * 14 n log2 D (Theorem 2.3), n log2 D < 2 log2 L + log2(1/ε) + log2 D for the n chosen, and log2(L/ε) and log2 D are 1 or more.
 */
const PRODUCT_FACTOR = 42;
const SUM_FACTOR = 28;

const power = (base: bigint, exponent: number) => ({ numerator: 1n, denominator: base ** BigInt(exponent) });
const EPSILONS = [{ numerator: 2n, denominator: 5n }, ...[1, 2, 3, 6, 9, 12].map((k) => power(10n, k))];
const LENGTHS = [1, 10, 30, 100, 1_000, 10_000, 1_000_000];
const ALPHABETS = [2, 3, 4, 26, 256, 1_000];

const grid = EPSILONS.flatMap((epsilon) =>
  LENGTHS.flatMap((length) => ALPHABETS.map((alphabetSize): Target => ({ epsilon, length, alphabetSize }))),
);

/** For each target: the n, the dimension, and the exact inequalities that make the error at most ε. */
function errorBelowEpsilon(choose: (target: Target) => number): Method {
  return certificate({
    name: 'chosen-n',
    domain: `uniform strings: ε in 0.4, 10⁻¹, 10⁻², 10⁻³, 10⁻⁶, 10⁻⁹, 10⁻¹², L in ${LENGTHS}, D in ${ALPHABETS}; f64`,
    check: () => {
      const rows = grid.map((target) => row(target, choose(target)));
      const failures = rows.filter(({ holds }) => !holds).length;
      return {
        holds: failures === 0,
        cases: rows.length,
        failures,
        numbers: { rows: rows.map(({ numbers }) => numbers) },
        explanation:
          'In each row ε Dⁿ ≥ L² in integers, so that p_ngram < L² D⁻ⁿ ≤ ε by Lemma 2.4; the exact bound of the conflict ' +
          'probability, C(L−n, 2) D⁻ⁿ (1 − 1/D), is below ε; T(n) copies every string without a conflicting repeat, certified ' +
          'for f64; and the dimension, counted from the weights, is at most 42 log2(L/ε) log2 D and 28 (log2(L/ε) + log2 D).',
      };
    },
  });
}

function row(target: Target, ngram: number) {
  const { epsilon, length, alphabetSize } = target;
  const enough =
    epsilon.numerator * BigInt(alphabetSize) ** BigInt(ngram) >= epsilon.denominator * BigInt(length) ** 2n;
  const bound = conflictBound(alphabetSize, length, ngram);
  const { certified } = copyingCertificate({ alphabetSize, ngram, maxLength: length }, float64());
  const dimension = copyingTransformer({ alphabetSize, ngram }).dimensions.largest;
  const letters = log2({ numerator: BigInt(length) * epsilon.denominator, denominator: epsilon.numerator });
  const product = dimension / (letters * Math.log2(alphabetSize));
  const sum = dimension / (letters + Math.log2(alphabetSize));
  const numbers: Record<string, Json> = {
    epsilon: fractionToNumber(epsilon),
    length,
    alphabetSize,
    ngram,
    dimension,
    perProduct: product,
    perSum: sum,
    conflictBound: fractionToNumber(bound),
    certified,
  };
  const holds = enough && lessThan(bound, epsilon) && certified && product <= PRODUCT_FACTOR && sum <= SUM_FACTOR;
  return { holds, numbers };
}

/** A cell of the sampled grid: 1/ε, L and D. The error is to be bounded below ε. */
type Cell = readonly [inverseEpsilon: number, length: number, alphabetSize: number];

const QUICK_CELLS: readonly Cell[] = [
  [10, 10, 2],
  [10, 20, 26],
  [20, 30, 4],
];
const STANDARD_CELLS: readonly Cell[] = [...QUICK_CELLS, [10, 100, 2], [100, 10, 2], [100, 20, 5], [100, 30, 26]];
const DEEP_CELLS: readonly Cell[] = [...STANDARD_CELLS, [100, 100, 2], [100, 100, 64], [100, 300, 3]];
const CELLS: Record<Effort, readonly Cell[]> = { quick: QUICK_CELLS, standard: STANDARD_CELLS, deep: DEEP_CELLS };

/**
 * The honest error of T(n), by greedy generation on uniform strings, cell by cell. Conflicts of the chosen n have up to
 * half of ε, so each cell needs enough draws to tell ε/2 from ε: 60/ε are.
 */
function sampledError(
  cells: Record<Effort, readonly Cell[]>,
  build: (target: Target) => CopyingOptions = ({ alphabetSize, ...target }) => ({
    alphabetSize,
    ngram: chosenKeyLength({ alphabetSize, ...target }),
  }),
): Method {
  const name = 'sampled-error';
  return {
    method: 'sampled',
    name,
    async run(context) {
      const results = [];
      for (const [index, [inverse, length, alphabetSize]] of cells[context.effort].entries()) {
        const options = build({ epsilon: { numerator: 1n, denominator: BigInt(inverse) }, length, alphabetSize });
        const runner = copyRunner(copyingTransformer(options), float64());
        const draws = 60 * inverse;
        const evidence = await sampledRate<Uint32Array>({
          name,
          domain: `L = ${length}, D = ${alphabetSize}`,
          draws: () => draws,
          draw: (random) => random.letters(length, alphabetSize),
          fails: (letters) => generateCopy(runner, letters).some((letter, i) => letter !== letters[i]),
          limit: 1 / inverse,
        }).run({ ...context, seed: (context.seed + index) | 0 });
        results.push({ evidence, epsilon: 1 / inverse, length, alphabetSize, ngram: options.ngram });
      }
      const sum = (of: 'cases' | 'failures' | 'seconds') =>
        results.reduce((total, { evidence }) => total + Number(evidence[of]), 0);
      const worst = (['refuted', 'undecided', 'holds'] as const).find((verdict) =>
        results.some(({ evidence }) => evidence.supports === verdict),
      )!;
      const refuting = results.find(({ evidence }) => evidence.supports === 'refuted');
      return {
        method: 'sampled',
        domain: `greedy generation by T(n) in f64 on uniform strings; (ε, L, D) = ${cells[context.effort]
          .map(([inverse, length, alphabetSize]) => `(${1 / inverse}, ${length}, ${alphabetSize})`)
          .join(', ')}; 60/ε draws each, each cell with its own bound, below its ε`,
        cases: String(sum('cases')),
        failures: String(sum('failures')),
        bound: Math.max(...results.map(({ evidence }) => evidence.bound!)),
        confidence: CONFIDENCE,
        ...(refuting && {
          counterexample: {
            case: { epsilon: refuting.epsilon, length: refuting.length, alphabetSize: refuting.alphabetSize },
            explanation: refuting.evidence.counterexample!.explanation,
          },
        }),
        numbers: results.map(({ evidence, ...cell }) => ({
          ...cell,
          draws: Number(evidence.cases),
          failures: Number(evidence.failures),
          bound: evidence.bound!,
        })),
        seed: context.seed,
        seconds: sum('seconds'),
        supports: worst,
      };
    },
  };
}

const CONTROL_CELLS: readonly Cell[] = [[10, 20, 2]];
const controlCells = { quick: CONTROL_CELLS, standard: CONTROL_CELLS, deep: CONTROL_CELLS };

/** Corollary 2.5. */
export const corollary25 = claim({
  id: 'corollary-2.5',
  statement:
    'For uniform strings, every ε in (0, 1/2), every L and the least n with ε Dⁿ ≥ L², the copying transformer has err < ε and ' +
    'dimension O(log(L/ε) log D); indeed O(log(L/ε) + log D).',
  source: 'arXiv 2402.01032, Corollary 2.5; the second form of the dimension is derived in docs/theory.md',
  expected: 'holds',
  methods: [errorBelowEpsilon(chosenKeyLength), sampledError(CELLS)],
  controls: [
    control({
      name: 'n-one-too-small',
      breaks: 'n is one less than the least with ε Dⁿ ≥ L² (but never 0)',
      method: errorBelowEpsilon((target) => Math.max(1, chosenKeyLength(target) - 1)),
    }),
    control({
      name: 'short-keys',
      breaks: 'the transformer has keys of a third of the letters that ε asks for',
      method: sampledError(controlCells, (target) => ({
        alphabetSize: target.alphabetSize,
        ngram: Math.ceil(chosenKeyLength(target) / 3),
        maxLength: target.length,
      })),
    }),
    control({
      name: 'flat-softmax',
      breaks: 'B = 1 instead of the B that the margin needs',
      method: sampledError(controlCells, (target) => ({
        alphabetSize: target.alphabetSize,
        ngram: chosenKeyLength(target),
        softmaxScale: 1,
      })),
    }),
  ],
});
