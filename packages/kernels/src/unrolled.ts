/** 0 … count − 1, to write out the steps of a loop in WGSL: variables that are indexed by a loop could leave the registers. */
export function inOrder(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/**
 * Lines of WGSL for i = 0 … count − 1, written out: what they name stays in registers, and the loads of a batch are all under way
 * before the first is used.
 */
export function lines(count: number, line: (i: number) => string, indent = '  '): string {
  return inOrder(count)
    .map((i) => `${indent}${line(i)}\n`)
    .join('');
}

/** A number as WGSL writes an f32. */
export function floatText(value: number): string {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? text : `${text}.0`;
}
