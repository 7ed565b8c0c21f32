/** Numbers for people. */

/** Four significant digits; whole numbers in full, thousands apart; powers of ten outside of 10⁻⁴ … 10⁹. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9)
    return value
      .toExponential(3)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

/** A whole number in decimal digits, thousands apart; of one with more than 15 digits the leading ones and a power of ten. */
export function digitsText(digits: string): string {
  if (digits.length <= 15) return BigInt(digits).toLocaleString('en');
  return `${digits[0]}.${digits.slice(1, 3)}e${digits.length - 1}`;
}

/** A probability as percent: 0.999999 → `99.9999 %`. */
export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(8))} %`;
}

/** Bytes in the largest binary unit that leaves a number above 1. */
export function bytesText(bytes: number): string {
  const { name, size } = unitFor(BYTE_UNITS, bytes);
  return `${numberText(bytes / size)} ${name}`;
}

/** A unit, and how many of the smallest it is. */
export interface Unit {
  readonly name: string;
  readonly size: number;
}

/** Times in nanoseconds, as all results have them. */
export const TIME_UNITS: readonly Unit[] = [
  { name: 'ns', size: 1 },
  { name: 'µs', size: 1e3 },
  { name: 'ms', size: 1e6 },
  { name: 's', size: 1e9 },
];

/** Bytes. */
export const BYTE_UNITS: readonly Unit[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((name, i) => ({
  name,
  size: 1024 ** i,
}));

/** The largest unit that is no more than the value. */
export function unitFor(units: readonly Unit[], value: number): Unit {
  return units.findLast(({ size }) => size <= value) ?? units[0]!;
}
