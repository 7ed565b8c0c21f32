/** 0 … count − 1, to write out the steps of a loop in WGSL: variables that are indexed by a loop could leave the registers. */
export function inOrder(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** A number as WGSL writes an f32. */
export function floatText(value: number): string {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? text : `${text}.0`;
}
