/** The tokens between two places, as a plain array; negative places count from the end. */
export function part(tokens: Uint32Array, from: number, to?: number): number[] {
  return [...tokens.slice(from, to)];
}
