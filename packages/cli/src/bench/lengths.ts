/** `--lengths`: input lengths as people write them. */
import { grouped } from '../output/big-numbers.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

/** Positions are exact in f32 up to here. */
const LARGEST = 2 ** 24;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, K: 2 ** 10, m: 2 ** 20, M: 2 ** 20 };
const ACCEPTED = `lengths such as 256,1k,4k or ranges of powers of two such as 1k..128k, up to ${grouped(LARGEST)}, where k is 1024`;

/**
 * Reads `1k..128k`, `256,1k,4k` or both: in ascending order, each once.
 *
 * @throws UsageError naming what is accepted.
 */
export function parsedLengths(text: string): number[] {
  const lengths = text.split(',').flatMap((part) => {
    const [first, last, ...more] = part.split('..');
    if (more.length > 0) throw refused(text);
    if (last === undefined) return [length(text, first!)];
    const [low, high] = [length(text, first!), length(text, last)];
    const powers = Array.from({ length: 25 }, (_, i) => 2 ** i).filter((power) => power >= low && power <= high);
    if (powers.length === 0) throw refused(text);
    return powers;
  });
  return [...new Set(lengths)].sort((a, b) => a - b);
}

function length(whole: string, text: string): number {
  const [, digits, unit] = /^([0-9]{1,9})([kKmM]?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) throw refused(whole);
  const value = Number(digits) * UNITS[unit!]!;
  if (value < 1 || value > LARGEST) throw refused(whole);
  return value;
}

function refused(text: string): UsageError {
  return new UsageError(`--lengths ${quoted(text)}; accepted are ${ACCEPTED}`);
}
