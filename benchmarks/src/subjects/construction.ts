/** The copying construction on a device, at any length. */
import { deBruijnString, type Letters } from '@verbatim/tasks';
import type { GpuCopyMode } from '@verbatim/transformer/gpu';
import type { DeclaredShape } from './subject.js';

/** Copies strings; `shape` says how: `alphabetSize`, `ngram`, `mode`. */
export interface ConstructionSubject {
  readonly kind: 'construction';
}

export const constructionSubject: ConstructionSubject = { kind: 'construction' };

/** Letters of an answer between two looks at the device, so that a shorter string shows no time for a letter. */
export const LETTERS_PER_LOOK = 128;
/** Letters that are generated in one run: a first look, which also reads the prompt, and three that are timed. */
export const GENERATED_LETTERS = 4 * LETTERS_PER_LOOK;

/** The longest string over 16 letters in which each 5-gram comes once has 16^5 + 4 letters. */
export const CONSTRUCTION_ENDS = {
  length: 2 ** 20,
  reason: 'a longer string over 16 letters repeats a 5-gram',
} as const;

/** A declared shape with its types. */
export interface ConstructionShape {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly mode: GpuCopyMode;
}

/** Reads a declared shape. */
export function constructionShape({ alphabetSize, ngram, mode }: DeclaredShape): ConstructionShape {
  return { alphabetSize: Number(alphabetSize), ngram: Number(ngram), mode: mode as GpuCopyMode };
}

/** Operations of the n-gram look-up in one run, which is nearly all of it: every query meets every key before it. */
export function constructionFlops(declared: DeclaredShape, length: number): number {
  const { alphabetSize, ngram, mode } = constructionShape(declared);
  const width = Math.ceil(Math.log2(alphabetSize));
  const pair = 2 * (ngram * (width + 1) + width + 2);
  const pairs = mode === 'generate' ? GENERATED_LETTERS * (length + 2) : 1.5 * length ** 2;
  return pair * pairs;
}

/** The first L letters of the de Bruijn string: no n-gram comes twice in it. */
export function lettersWithoutRepeat(alphabetSize: number, ngram: number, length: number): Letters {
  const key = `${alphabetSize}/${ngram}`;
  let letters = strings.get(key);
  if (letters === undefined) {
    letters = deBruijnString(alphabetSize, ngram);
    strings.set(key, letters);
  }
  if (length > letters.length) {
    throw new RangeError(
      `length ${length}: accepted is at most ${letters.length} for D = ${alphabetSize}, n = ${ngram}`,
    );
  }
  return letters.subarray(0, length);
}

const strings = new Map<string, Uint32Array>();
