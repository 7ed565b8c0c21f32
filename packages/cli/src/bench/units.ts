/** Numbers of a measuring run for people. */

const UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
] as const;

/** Nanoseconds in the unit that leaves one to three digits before the point. */
export function timeText(nanoseconds: number): string {
  const [size, unit] = UNITS.find(([least]) => nanoseconds >= least) ?? UNITS.at(-1)!;
  return `${digits(nanoseconds / size)} ${unit}`;
}

/** Four digits, and no exponent where none is needed. */
export function digits(value: number): string {
  if (value === 0) return '0';
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 0.001 ? value.toPrecision(4) : value.toExponential(2);
}

/** Seconds left, in words. */
export function leftText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min left` : `${(minutes / 60).toFixed(1)} h left`;
}
