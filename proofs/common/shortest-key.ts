/**
 * The least n with Dⁿ + n − 1 ≥ L: with shorter keys every string of L letters repeats one.
 *
 * @param length L, 1 or more.
 */
export function shortestKey(alphabetSize: number, length: bigint): number {
  const D = BigInt(alphabetSize);
  let n = 1;
  for (let power = D; power + BigInt(n) - 1n < length; n++) power *= D;
  return n;
}
