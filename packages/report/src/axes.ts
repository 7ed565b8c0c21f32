/** Logarithmic axes: their ends, and few enough ticks to be read. */
import { bytesText, numberText } from './numbers.js';

/** What Plot is told of an axis. */
export interface LogAxis {
  readonly type: 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly tickFormat: (value: number) => string;
  readonly grid: true;
}

const MOST_TICKS = 6;

/** Both ends of the values, a twentieth of the range further out on either side. */
function paddedDomain(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const padding = Math.max(1.1, (high / low) ** 0.05);
  return [low / padding, high * padding];
}

/** At most {@link MOST_TICKS} of the powers of a base within the ends. */
function powersWithin([low, high]: readonly [number, number], base: number): number[] {
  const first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
  const last = Math.floor(Math.log(high) / Math.log(base) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / MOST_TICKS));
  const powers: number[] = [];
  for (let power = first; power <= last; power += step) powers.push(base ** power);
  return powers;
}

/** An axis for positive values: ticks at powers of ten, at few of their multiples too, or in even steps, by how long the range is. */
export function logAxis(values: readonly number[]): LogAxis {
  const domain = paddedDomain(values);
  const tens = powersWithin(domain, 10);
  const finer = [
    [1, 2, 5],
    [1, 3],
  ]
    .map((digits) => multiplesWithin(domain, digits))
    .find(({ length }) => length <= MOST_TICKS)!;
  const few = finer.length >= 3 ? finer : evenSteps(domain);
  const ticks = tens.length >= 3 ? tens : few;
  return { type: 'log', domain, ticks, tickFormat: ticks.every(isPlain) ? tickText : powerText, grid: true };
}

/**
 * These multiples of powers of ten within ends that have two of the powers between them at most. No more of them than are asked
 * for can stand: where there are many, Plot leaves labels out.
 */
function multiplesWithin([low, high]: readonly [number, number], digits: readonly number[]): number[] {
  const start = Math.floor(Math.log10(low));
  return [0, 1, 2]
    .flatMap((decade) => digits.map((digit) => digit * 10 ** (start + decade)))
    .filter((tick) => tick >= low && tick <= high);
}

/** Two to six multiples of 1, 2 or 5 times a power of ten within the ends, which are a fifth apart or more. */
function evenSteps([low, high]: readonly [number, number]): number[] {
  const rough = (high - low) / 3;
  const power = Math.floor(Math.log10(rough));
  const digit = [5, 2, 1].find((factor) => factor * 10 ** power <= rough)!;
  const first = Math.ceil(low / (digit * 10 ** power));
  const count = Math.floor(high / (digit * 10 ** power)) - first + 1;
  // From whole numbers, so that 0.3 is not 0.30000000000000004.
  return Array.from({ length: count }, (_, i) => Number(`${(first + i) * digit}e${power}`));
}

/** An axis for input lengths: ticks at powers of two, written as the command line accepts them. */
export function lengthAxis(lengths: readonly number[]): LogAxis & { readonly base: number } {
  const domain = paddedDomain(lengths);
  // From the shortest length on: a tick in the padding could be half a letter.
  const twos = powersWithin([Math.min(...lengths), domain[1]], 2);
  const ticks = twos.length >= 2 ? twos : [...new Set(lengths)].slice(0, MOST_TICKS);
  return { type: 'log', base: 2, domain, ticks, tickFormat: lengthText, grid: true };
}

/** Powers of two from one tick to the next: 32 KiB, 1 MiB, 32 MiB are five apart. */
const BYTE_STEPS = [1, 2, 5, 10, 20];

/** An axis for bytes: ticks at powers of two with their own units, or at the few values where the range has no such power. */
export function byteAxis(values: readonly number[]): LogAxis & { readonly base: number } {
  const domain = paddedDomain(values);
  const powers =
    BYTE_STEPS.map((step) => multiplesBetween(domain, step)).find(({ length }) => length <= MOST_TICKS) ?? [];
  const ticks = powers.length >= 2 ? powers : [...new Set(values)].slice(0, MOST_TICKS);
  return { type: 'log', base: 2, domain, ticks, tickFormat: bytesText, grid: true };
}

/** Powers of 2^step within the ends. */
function multiplesBetween([low, high]: readonly [number, number], step: number): number[] {
  const [first, last] = [Math.ceil(Math.log2(low) / step), Math.floor(Math.log2(high) / step)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 2 ** (step * (first + i)));
}

/** 512 → `512`, 4096 → `4k`, 2²⁰ → `1M`: k and M are powers of 1,024. */
export function lengthText(length: number): string {
  if (length >= 2 ** 20 && length % 2 ** 20 === 0) return `${length / 2 ** 20}M`;
  if (length >= 2 ** 10 && length % 2 ** 10 === 0) return `${length / 2 ** 10}k`;
  return numberText(length);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Whether a tick is written in full, where all of its axis are. */
function isPlain(value: number): boolean {
  const power = Math.round(Math.log10(value));
  return power >= -3 && power <= 4;
}

/** 0.001 … 10000 in full, and 10⁶ beyond. */
function tickText(value: number): string {
  return isPlain(value) ? numberText(Number(value.toPrecision(3))) : powerText(value);
}

/** 1, 10 and 100 in full, and 10³ as 10⁶: for an axis with powers on it. */
function powerText(value: number): string {
  const power = Math.round(Math.log10(value));
  if (power >= 0 && power <= 2) return numberText(Number(value.toPrecision(3)));
  const digit = Math.round(value / 10 ** power);
  const exponent = [...String(Math.abs(power))].map((character) => SUPERSCRIPTS[Number(character)]).join('');
  return `${digit === 1 ? '' : `${digit}·`}10${power < 0 ? '⁻' : ''}${exponent}`;
}
