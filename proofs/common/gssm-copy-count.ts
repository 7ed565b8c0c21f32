/** What Theorem 2.7 and Corollary 2.8 compare: how many strings a machine copies, and how many states it has. */
import { exhaustiveError, type Gssm } from '@verbatim/gssm';
import { atMost, equalFractions, type Fraction, fractionText, lessThan } from '@verbatim/tasks';

/** A machine of |S| states copies `copied` of the D^L strings of L letters. */
export interface CopyCount {
  readonly alphabetSize: number;
  readonly length: number;
  readonly states: bigint;
  readonly copied: bigint;
}

/** Runs the machine on every string of L letters. */
export function countCopies(machine: Gssm<unknown>, length: number): CopyCount {
  const { alphabetSize, states } = machine;
  return { alphabetSize, length, states, copied: exhaustiveError(machine, length).copied };
}

/** D^L. */
export function stringCount({ alphabetSize, length }: Pick<CopyCount, 'alphabetSize' | 'length'>): bigint {
  return BigInt(alphabetSize) ** BigInt(length);
}

/** err on uniform strings: 1 − copied/D^L. */
export function errorOf(count: CopyCount): Fraction {
  const total = stringCount(count);
  return { numerator: total - count.copied, denominator: total };
}

/** 1 − |S|/D^L as it is printed: negative when there are more states than strings. */
export function boundOf(count: CopyCount): Fraction {
  const total = stringCount(count);
  return { numerator: total - count.states, denominator: total };
}

/** A statement about the error of one machine on strings of one length. */
export interface CopyStatement {
  /** As it stands in the text, such as `err ≥ 1 − |S|/D^L`. */
  readonly words: string;
  readonly holds: (count: CopyCount) => boolean;
}

/** Theorem 2.7 as it holds. */
export const errorAtLeastBound: CopyStatement = {
  words: 'err ≥ 1 − |S|/D^L',
  holds: (count) => atMost(boundOf(count), errorOf(count)),
};

/** Theorem 2.7 as printed. */
export const errorAboveBound: CopyStatement = {
  words: 'err > 1 − |S|/D^L',
  holds: (count) => lessThan(boundOf(count), errorOf(count)),
};

/** Theorem 2.7 with equality. */
export const errorEqualsBound: CopyStatement = {
  words: 'err = 1 − |S|/D^L',
  holds: (count) => equalFractions(boundOf(count), errorOf(count)),
};

const half: Fraction = { numerator: 1n, denominator: 2n };

/** The conclusion of Corollary 2.8. */
export const errorAboveHalf: CopyStatement = {
  words: 'err > 1/2',
  holds: (count) => lessThan(half, errorOf(count)),
};

/** What is left of it at the edge of its condition. */
export const errorAtLeastHalf: CopyStatement = {
  words: 'err ≥ 1/2',
  holds: (count) => atMost(half, errorOf(count)),
};

/** The least error at the edge. */
export const errorEqualsHalf: CopyStatement = {
  words: 'err = 1/2',
  holds: (count) => equalFractions(half, errorOf(count)),
};

/** The statement as it reads for machines of `change(|S|)` states: with |S| − 1 it claims too much. */
export function withStateCount(statement: CopyStatement, change: (states: bigint) => bigint): CopyStatement {
  return { ...statement, holds: (count) => statement.holds({ ...count, states: change(count.states) }) };
}

/** The condition of Corollary 2.8, log2 |S| < L log2 D − 1, in integers: 2|S| < D^L. */
export function isBelowHalfMemory(sizes: Omit<CopyCount, 'copied'>): boolean {
  return 2n * sizes.states < stringCount(sizes);
}

/** Why a statement fails for a machine, in words. */
export function failureInWords(statement: CopyStatement, name: string, count: CopyCount): string {
  const { alphabetSize, length, states, copied } = count;
  return (
    `${name}, of ${states} states, copies ${copied} of the ${stringCount(count)} strings of ${length} letters over ${alphabetSize}: ` +
    `err = ${fractionText(errorOf(count))} and 1 − |S|/D^L = ${fractionText(boundOf(count))}, against ${statement.words}.`
  );
}
