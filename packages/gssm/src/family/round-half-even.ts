/** The nearest whole number, of two equally near ones the even one. NaN and the infinities stay what they are. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const above = value - floor;
  if (above < 0.5) return floor;
  if (above > 0.5) return floor + 1;
  // A tie, or no number at all: then `above` is NaN.
  return above === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : value;
}
