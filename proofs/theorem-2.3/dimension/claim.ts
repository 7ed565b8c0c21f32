import { certificate, claim, control, exhaustion, Pacer } from '@verbatim/evidence';
import {
  type CopyingOptions,
  type CopyingTransformer,
  copyingTransformer,
  DIMENSION_FACTOR,
  namedWeights,
} from '@verbatim/transformer';
import { atMostFactor, type WidthFormula, widthFormulas } from './width-formulas.js';

/** What is counted in one construction, from the shapes of its weight matrices alone. */
interface Counted {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly stop: boolean;
  readonly depth: number;
  /** The widest vector anywhere in the model. */
  readonly dimension: number;
}

type Build = (options: CopyingOptions) => CopyingTransformer;

function counted({ alphabetSize, ngram, stop = false }: CopyingOptions, build: Build): Counted {
  const { weights } = build({ alphabetSize, ngram, stop });
  let dimension = 0;
  for (const { name, matrix } of namedWeights(weights)) {
    // The rows of the embedding and the unembedding are tokens, not coordinates.
    const isCode = name === 'embedding' || name === 'unembedding';
    dimension = Math.max(dimension, matrix.columns, isCode ? 0 : matrix.rows);
  }
  return { alphabetSize, ngram, stop, depth: weights.blocks.length, dimension };
}

interface Grid {
  readonly alphabetSizes: readonly number[];
  readonly ngrams: readonly number[];
}

const upTo = (low: number, high: number) => Array.from({ length: high - low + 1 }, (_, i) => low + i);

const GRIDS: Record<'quick' | 'standard' | 'deep', Grid> = {
  quick: { alphabetSizes: [...upTo(2, 17), 26, 64, 256], ngrams: [1, 2, 3, 4, 8, 16] },
  standard: { alphabetSizes: [...upTo(2, 130), 255, 256, 257, 1000, 1024, 1025], ngrams: [...upTo(1, 24), 100] },
  deep: { alphabetSizes: [...upTo(2, 300), 1000, 1024, 1025, 65_536], ngrams: [...upTo(1, 40), 100, 300] },
};

const gridInWords = ({ alphabetSizes, ngrams }: Grid) =>
  `${alphabetSizes.length} alphabets from D = ${alphabetSizes[0]} to ${alphabetSizes.at(-1)} and ${ngrams.length} ` +
  `values of n from ${ngrams[0]} to ${ngrams.at(-1)}, with and without the stop variant`;

function* countedOver({ alphabetSizes, ngrams }: Grid, build: Build): Generator<Counted> {
  for (const alphabetSize of alphabetSizes) {
    for (const ngram of ngrams) {
      for (const stop of [false, true]) yield counted({ alphabetSize, ngram, stop }, build);
    }
  }
}

/** Counts depth and dimension of every construction of a grid and compares the dimension with factor · n · log2 D. */
function countedShapes(build: Build, factor: number, gridOf: (effort: keyof typeof GRIDS) => Grid) {
  return exhaustion<Counted>({
    name: 'counted-shapes',
    domain: (effort) =>
      `the weight matrices of the construction for ${gridInWords(gridOf(effort))}: 2 blocks, and no vector wider than ` +
      `${factor} · n · log2 D, compared in integers as 2^width ≤ D^(${factor}n)`,
    cases: (effort) => countedOver(gridOf(effort), build),
    size: (effort) => 2 * gridOf(effort).alphabetSizes.length * gridOf(effort).ngrams.length,
    holds: ({ alphabetSize, ngram, depth, dimension }) =>
      depth === 2 && 1n << BigInt(dimension) <= BigInt(alphabetSize) ** BigInt(factor * ngram),
    describe: (found) => ({ ...found }),
    explain: ({ alphabetSize, ngram, stop, depth, dimension }) =>
      `For D = ${alphabetSize} and n = ${ngram}${stop ? ', stop variant,' : ''} the construction has ${depth} blocks and a ` +
      `vector of width ${dimension}; ${factor} · n · log2 D is ${factor * ngram * Math.log2(alphabetSize)}.`,
  });
}

/** Formulas for all widths, asserted equal to counted shapes on a grid, and bounded for all n and D by their coefficients. */
function forAllSizes(
  formulas: (stop: boolean) => readonly WidthFormula[],
  gridOf: (effort: keyof typeof GRIDS) => Grid,
) {
  return certificate({
    name: 'for-all-sizes',
    domain: (effort) =>
      `all n ≥ 1 and all D ≥ 2: each width is a formula in n and d' = ⌈log2 D⌉, equal to the shapes counted for ` +
      `${gridInWords(gridOf(effort))}, and at most ${DIMENSION_FACTOR} · n · log2 D`,
    check: async (effort, context) => {
      const pacer = new Pacer(context);
      let cases = 0;
      let failures = 0;
      let mismatch: string | null = null;
      const bounds = [false, true].flatMap((stop) =>
        formulas(stop).map((formula) => ({ stop, ...atMostFactor(formula, DIMENSION_FACTOR) })),
      );
      for (const { holds } of bounds) {
        cases++;
        if (!holds) failures++;
      }
      const { alphabetSizes, ngrams } = gridOf(effort);
      for (const alphabetSize of alphabetSizes) {
        for (const ngram of ngrams) {
          for (const stop of [false, true]) {
            const construction = copyingTransformer({ alphabetSize, ngram, stop });
            const bits = (alphabetSize - 1).toString(2).length;
            for (const { name, width, shape } of formulas(stop)) {
              cases++;
              if (width(ngram, bits) === shape(construction)) continue;
              failures++;
              mismatch ??=
                `For D = ${alphabetSize}, n = ${ngram} the formula for the width of ${name} gives ` +
                `${width(ngram, bits)}, but the weights have ${shape(construction)}.`;
            }
            if (pacer.due()) await pacer.pause(cases, null);
          }
        }
      }
      return {
        holds: failures === 0,
        cases,
        failures,
        numbers: { factor: DIMENSION_FACTOR, bounds },
        explanation:
          mismatch ??
          `Each width is linear in n and in d'. For d' = 1 (D = 2, log2 D = 1), for d' = 2 (D ≥ 3, log2 D ≥ 3/2 as 2³ ≤ 3²) ` +
            `and for d' ≥ 3 (log2 D > d' − 1), write ${DIMENSION_FACTOR} · n · log2 D − width, with the lower bound of ` +
            `log2 D, as a polynomial in n − 1 and d' − 3: where no coefficient is negative, the width is at most ` +
            `${DIMENSION_FACTOR} · n · log2 D for all n and D.`,
      };
    },
  });
}

const tiny: Grid = { alphabetSizes: upTo(2, 8), ngrams: [1, 2, 3] };

/** The construction with a letter's code made as wide as D one-hot coordinates: the code of 2^D letters. */
const oneHot: Build = ({ alphabetSize, ngram, stop }) =>
  copyingTransformer({ alphabetSize: 2 ** alphabetSize, ngram, ...(stop === undefined ? {} : { stop }) });

/** A third block that passes its input on. */
const threeBlocks: Build = (options) => {
  const construction = copyingTransformer(options);
  const { blocks } = construction.weights;
  return { ...construction, weights: { ...construction.weights, blocks: [...blocks, blocks[1]!] } };
};

/** Theorem 2.3's size: depth 2, dimension O(n log D). */
export const theorem23Dimension = claim({
  id: 'theorem-2.3/dimension',
  statement:
    'For every n ≥ 1 and D ≥ 2, T(n) has depth 2 and dimension O(n log D): no vector in it is wider than ' +
    `${DIMENSION_FACTOR} · n · log2 D.`,
  source: 'arXiv 2402.01032, Theorem 2.3; the constant is derived in docs/theory.md',
  expected: 'holds',
  methods: [
    countedShapes(copyingTransformer, DIMENSION_FACTOR, (effort) => GRIDS[effort]),
    forAllSizes(widthFormulas, (effort) => GRIDS[effort]),
  ],
  controls: [
    control({
      name: 'constant-too-small',
      breaks: `the constant is ${DIMENSION_FACTOR - 1}: at n = 1, D = 2 the dimension is exactly ${DIMENSION_FACTOR}`,
      method: countedShapes(copyingTransformer, DIMENSION_FACTOR - 1, () => tiny),
    }),
    control({
      name: 'n-one-too-small',
      breaks: 'the construction for n + 1 is counted against the bound for n',
      method: countedShapes(
        (options) => copyingTransformer({ ...options, ngram: options.ngram + 1 }),
        DIMENSION_FACTOR,
        () => tiny,
      ),
    }),
    control({
      name: 'one-hot-letters',
      breaks: 'a letter is coded in D coordinates instead of ⌈log2 D⌉, so that the dimension grows with D',
      method: countedShapes(oneHot, DIMENSION_FACTOR, () => ({ alphabetSizes: [12], ngrams: [1, 2, 3] })),
    }),
    control({
      name: 'three-blocks',
      breaks: 'a third block is appended',
      method: countedShapes(threeBlocks, DIMENSION_FACTOR, () => tiny),
    }),
    control({
      name: 'formula-one-head-short',
      breaks: 'the formulas are for n instead of n + 1 heads in block 1',
      method: forAllSizes(
        (stop) =>
          widthFormulas(stop).map((formula) => ({ ...formula, width: (n, bits) => formula.width(n - 1, bits) })),
        () => tiny,
      ),
    }),
    control({
      name: 'formula-quadratic',
      breaks:
        "every width is multiplied by d' + 1, in the formulas and in the counts: no constant times n · log2 D bounds it",
      method: forAllSizes(
        (stop) =>
          widthFormulas(stop).map((formula) => ({
            ...formula,
            width: (n, bits) => formula.width(n, bits) * (bits + 1),
            shape: (construction) => formula.shape(construction) * construction.layout.slotWidth,
          })),
        () => tiny,
      ),
    }),
  ],
});
