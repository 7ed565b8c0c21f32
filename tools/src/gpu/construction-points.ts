/** What the construction program copies: strings in which each n-gram comes once, English text, and one that must fail. */
import { BYTE_ALPHABET_SIZE, deBruijnString, lettersFromBytes, smallestNgramWithoutConflict } from '@verbatim/tasks';
import type { GpuCopyMode } from '@verbatim/transformer/gpu';

/** One string, and how it is copied. */
export interface ConstructionPoint {
  readonly name: string;
  readonly alphabetSize: number;
  /** n. */
  readonly ngram: number;
  /** (L) */
  readonly letters: Uint32Array;
  readonly mode: GpuCopyMode;
  /** Where the construction is broken: the sharpness B that it gets instead of its own. */
  readonly brokenScale?: number;
}

/** How long the strings are. */
interface Sizes {
  /** Of de Bruijn strings over 2 letters. */
  readonly binaryOrders: readonly number[];
  /** D of the de Bruijn string of order 3. */
  readonly alphabetSize: number;
  /** Bytes of the text. */
  readonly textBytes: number;
  /** Letters of the binary de Bruijn string that are generated, one by one, and its order. */
  readonly generated: readonly [letters: number, order: number];
  /** Of the de Bruijn string over 2 letters that must not be copied. */
  readonly brokenOrder: number;
}

const FULL: Sizes = {
  binaryOrders: [10, 12, 14, 16, 18, 20],
  alphabetSize: 26,
  textBytes: 4096,
  generated: [100_000, 17],
  brokenOrder: 10,
};
const QUICK: Sizes = {
  binaryOrders: [6, 8, 10],
  alphabetSize: 5,
  textBytes: 256,
  generated: [200, 8],
  brokenOrder: 8,
};

/** With B = 1 a right key weighs only a few times as much as the nearest wrong ones, and of these there are many. */
const BROKEN_SCALE = 1;

/**
 * All points.
 *
 * @param text the file of which the beginning is copied.
 * @param quick whether strings are short, to try the program where there is no GPU.
 */
export function constructionPoints(text: Uint8Array, quick = false): readonly ConstructionPoint[] {
  const { binaryOrders, alphabetSize, textBytes, generated, brokenOrder } = quick ? QUICK : FULL;
  const [length, order] = generated;
  const long = deBruijn(2, order);
  const letters = lettersFromBytes(text.subarray(0, textBytes));
  const copyOfText = { alphabetSize: BYTE_ALPHABET_SIZE, ngram: smallestNgramWithoutConflict(letters), letters };
  return [
    ...binaryOrders.map((order) => deBruijn(2, order)),
    deBruijn(alphabetSize, 3),
    { name: 'text', ...copyOfText, mode: 'teacher-forced' },
    { name: 'text-generated', ...copyOfText, mode: 'generate' },
    { ...long, letters: long.letters.subarray(0, length), name: 'generated', mode: 'generate' },
    { ...deBruijn(2, brokenOrder), name: 'broken', brokenScale: BROKEN_SCALE },
  ];
}

function deBruijn(alphabetSize: number, order: number): ConstructionPoint {
  const letters = deBruijnString(alphabetSize, order);
  return { name: `de-bruijn-${alphabetSize}-${order}`, alphabetSize, ngram: order, letters, mode: 'teacher-forced' };
}
