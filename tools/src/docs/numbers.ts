/** Numbers as the pages show them. */

/** A whole number, given as a number or in decimal digits, with its thousands separated. */
export function grouped(count: number | string): string {
  return BigInt(count).toLocaleString('en');
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

/** Seconds with one digit after the point. */
export function seconds(value: number): string {
  return value.toFixed(1);
}
