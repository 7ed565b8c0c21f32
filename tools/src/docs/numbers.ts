/** Numbers as the pages show them. */

/** A whole number, given as a number or in decimal digits, with its thousands separated. */
export function grouped(count: number | string): string {
  return BigInt(count).toLocaleString('en');
}

/** Text with the thousands of its whole numbers separated: `L = 16384` as `L = 16,384`. */
export function withThousands(text: string): string {
  return text.replaceAll(/(?<![\d.])\d{4,}(?![\d.]*\d)/g, (digits) => grouped(digits));
}

/** Four significant digits; whole numbers in full. */
export function readable(value: number): string {
  if (Number.isInteger(value)) return grouped(value);
  if (Math.abs(value) >= 1000) return grouped(Math.round(Number(value.toPrecision(4))));
  return Number(value.toPrecision(4)).toString();
}

/** Three significant digits, never below the value: an upper bound stays true when it is shown. */
export function roundedUp(bound: number): string {
  if (bound === 0) return '0';
  const unit = 10 ** (Math.floor(Math.log10(bound)) - 2);
  let shown = Number((Math.ceil(bound / unit) * unit).toPrecision(3));
  if (shown < bound) shown = Number((shown + unit).toPrecision(3));
  return shown.toString();
}

/** A confidence in per cent, with as many digits as it has. */
export function confidence(value: number): string {
  return `${Number((100 * value).toPrecision(12))} %`;
}

const TIME_UNITS = ['ns', 'µs', 'ms', 's'];

/** Nanoseconds in the largest unit that leaves a number above 1: `2.977 ms`. */
export function duration(nanoseconds: number): string {
  return inUnit(nanoseconds, 1000, TIME_UNITS);
}

/** The same with the ends of an interval, in one unit: `2.977 ms (2.969 … 2.987)`. */
export function durationInterval({ median, low, high }: { median: number; low: number; high: number }): string {
  const text = duration(median);
  const unit = text.split(' ')[1]!;
  const ends = [low, high].map((end) => readable(end / 1000 ** TIME_UNITS.indexOf(unit)));
  return `${text} (${ends.join(' … ')})`;
}

/** Bytes in the largest binary unit that leaves a number above 1: `8 GiB`. */
export function bytes(count: number): string {
  return inUnit(count, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

function inUnit(value: number, step: number, units: readonly string[]): string {
  const power = units.findLastIndex((_, i) => step ** i <= value);
  const unit = Math.max(power, 0);
  return `${readable(value / step ** unit)} ${units[unit]}`;
}

/** Seconds with one digit after the point. */
export function seconds(value: number): string {
  return value.toFixed(1);
}
