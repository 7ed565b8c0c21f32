/** Seeded numbers for tensors of any size: a row of them, which is repeated. */
import { randomSource } from '@verbatim/tasks';

/** Even, so that f16 rows are whole words; 2 · 500,009, so that rows of 64 numbers come at all phases before one comes again. */
const PERIOD = 1_000_018;
/** Numbers are multiples of 2^-9, which f16 holds exactly from -1 to 1. */
const STEPS = 512;

const known = new Map<string, Float32Array>();

/** A row of uniform numbers from -1 to 1, exact in f16 and f32, of at most `count`; the same for the same name. */
export function uniformRow(name: string, count = PERIOD): Float32Array {
  let row = known.get(name);
  if (row === undefined) {
    const letters = randomSource(1, 'bench', name).letters(PERIOD, 2 * STEPS + 1);
    row = Float32Array.from(letters, (letter) => (letter - STEPS) / STEPS);
    known.set(name, row);
  }
  return row.subarray(0, Math.min(count, PERIOD));
}

/** Uniform numbers from `low` to `high`, rounded to f32. */
export function uniformBetween(name: string, low: number, high: number, count = PERIOD): Float32Array {
  return uniformRow(name, count).map((number) => low + ((number + 1) / 2) * (high - low));
}
