/** How many of the D^L strings have a repeated n-gram, and how many a conflicting repeat. */
export interface EventCounts {
  readonly repeats: bigint;
  readonly conflicts: bigint;
}

/**
 * Repeats and conflicts for L = 1 … from R(0), R(1) …, the numbers of strings without a repeated n-gram: the strings of L
 * ≥ n letters without a conflict are Dⁿ + (D − 1) Σ R(m), m = n … L − 1.
 */
export function eventCounts(alphabetSize: number, ngram: number, repeatFree: readonly bigint[]): EventCounts[] {
  const D = BigInt(alphabetSize);
  let [all, conflictFree] = [1n, 1n];
  return repeatFree.slice(1).map((free, i) => {
    all *= D;
    conflictFree = i + 1 <= ngram ? all : conflictFree + (D - 1n) * repeatFree[i];
    return { repeats: all - free, conflicts: all - conflictFree };
  });
}
