/**
 * R(m) for every m at once where there are few n-grams: a transfer matrix over sets of n-grams. A string without a
 * repeated n-gram is known, for what may follow, by the set of its n-grams and its last n − 1 letters.
 */

/** The greatest Dⁿ: 2¹⁶ sets, for each D^(n−1) numbers. */
export const MOST_NGRAMS = 16;

/**
 * R(0) … R(Dⁿ + n): the numbers of strings of so many letters in which no n-gram comes twice. The last one is 0. All
 * numbers on the way are exact in doubles: at most D! ≤ 16! for n = 1, and else at most D^(Dⁿ + n − 1), of which 4^17 is the
 * largest.
 *
 * @throws RangeError if Dⁿ > 16.
 */
export function countsByVisitedSets(alphabetSize: number, ngram: number): bigint[] {
  const ngrams = alphabetSize ** ngram;
  if (!(ngrams <= MOST_NGRAMS)) {
    throw new RangeError(`D^n = ${ngrams}: accepted is at most ${MOST_NGRAMS}`);
  }
  const contexts = ngrams / alphabetSize;
  const counts = Array.from({ length: ngrams + ngram + 1 }, (_, m) =>
    m < ngram ? BigInt(alphabetSize) ** BigInt(m) : 0n,
  );
  // strings[set · contexts + last n − 1 letters]; a set comes after all its subsets.
  const strings = new Float64Array(2 ** ngrams * contexts).fill(0);
  strings.fill(1, 0, contexts);
  const totals = new Float64Array(ngrams + 1);
  for (let set = 0; set < 2 ** ngrams; set++) {
    let visited = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) visited++;
    for (let context = 0; context < contexts; context++) {
      const count = strings[set * contexts + context];
      if (count === 0) continue;
      totals[visited] += count;
      for (let letter = 0; letter < alphabetSize; letter++) {
        const next = context * alphabetSize + letter;
        if ((set & (1 << next)) === 0) strings[(set | (1 << next)) * contexts + (next % contexts)] += count;
      }
    }
  }
  for (let visited = 1; visited <= ngrams; visited++) counts[ngram - 1 + visited] = BigInt(totals[visited]);
  return counts;
}
