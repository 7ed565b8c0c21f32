/**
 * How much memory a transformer takes to copy a string, counted before it is built: running out of it half-way would end
 * the process without a word.
 */
import { getHeapStatistics } from 'node:v8';
import { letterWidth } from '@verbatim/transformer';
import { grouped } from '../output/big-numbers.js';
import type { Arithmetic } from './arithmetic.js';

/** What is to be run. */
export interface CopySize {
  readonly alphabetSize: number;
  readonly ngram: number;
  /** L. */
  readonly length: number;
  readonly arithmetic: Arithmetic;
  readonly stop: boolean;
}

/** Bytes: of objects, which the engine limits, and in all. */
export interface Memory {
  readonly heap: number;
  readonly total: number;
}

/** Measured: bytes of heap for each non-zero weight while a sparse matrix is collected, and for each head. */
const BYTES_A_WEIGHT = 120;
const BYTES_A_HEAD = 2048;
/** An exact number is an object with two big integers. */
const BYTES_A_RATIONAL = 100;
const BYTES_A_DOUBLE = 8;
/** Stores of rows start with this many and double. */
const FIRST_ROWS = 16;

/** The memory that one copy takes at its peak. */
export function memoryNeeded({ alphabetSize, ngram, length, arithmetic, stop }: CopySize): Memory {
  const code = letterWidth(alphabetSize);
  const slot = code + 1;
  const gates = stop ? 2 * ngram : ngram + 1;
  // The code; ten weights for each coordinate of a gate; queries and keys, each cut to its support once more.
  const weights = alphabetSize * code + 10 * gates * slot + 4 * ngram * slot;
  const construction = BYTES_A_WEIGHT * weights + BYTES_A_HEAD * ngram;

  const positions = 2 * length + 2;
  // Keys of block 2, values of both blocks, and the products that a mean is folded from.
  const cached = ngram * slot + 3 * (code + 2);
  if (arithmetic === 'exact') {
    const heap = construction + BYTES_A_RATIONAL * positions * cached;
    return { heap, total: heap };
  }
  // On a GPU the device counts for itself; here remain the dense tables on their way there, and the tokens.
  if (arithmetic === 'gpu') {
    const tables = 2 * (alphabetSize + 2) * (code + 2);
    return { heap: construction, total: construction + 1.5 * BYTES_A_DOUBLE * (tables + 24 * ngram + positions) };
  }
  const rows = FIRST_ROWS * 2 ** Math.max(0, Math.ceil(Math.log2(positions / FIRST_ROWS)));
  // While a store grows, the half that was full is still there.
  return { heap: construction, total: construction + 1.5 * BYTES_A_DOUBLE * rows * cached };
}

/** What this process may use. */
export function memoryAvailable(): Memory {
  return { heap: getHeapStatistics().heap_size_limit, total: 0.9 * process.availableMemory() };
}

function fits(need: Memory, available: Memory): boolean {
  return need.heap <= available.heap && need.total <= available.total;
}

/**
 * Why a copy does not fit into the memory, with the longest string that does; null when it fits.
 *
 * @param available - for tests.
 */
export function memoryProblem(size: CopySize, available: Memory = memoryAvailable()): string | null {
  const need = memoryNeeded(size);
  if (fits(need, available)) return null;
  const { alphabetSize, ngram } = size;
  const sized = `D = ${grouped(alphabetSize)} and n = ${grouped(ngram)}`;
  let longest = 0;
  for (let high = size.length; longest < high; ) {
    const middle = Math.ceil((longest + high) / 2);
    if (fits(memoryNeeded({ ...size, length: middle }), available)) longest = middle;
    else high = middle - 1;
  }
  if (longest === 0)
    return `the transformer for ${sized} takes about ${amounts(memoryNeeded({ ...size, length: 1 }), available)}; accepted is a smaller D or n`;
  return `${grouped(size.length)} letters, ${sized} in ${size.arithmetic} arithmetic take about ${amounts(need, available)}; accepted is at most ${grouped(longest)} letters with this n`;
}

function amounts(need: Memory, available: Memory): string {
  const scarce = need.heap > available.heap ? 'heap' : 'total';
  return `${gibibytes(need[scarce])} of memory, and there are ${gibibytes(available[scarce])}`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} GiB`;
}
