/**
 * R(m), the number of strings of m letters without a repeated n-gram, by a search that stops k < n letters early. A run of
 * equal letters that ends in the string of m letters may become a repeat within the next k; one that begins later may not.
 * So each place where the last r ≥ n − k letters stood before forbids one word of n − r letters, and the continuations
 * without a repeat are those that begin with none of these words. A leaf of the search is counted for D^k strings.
 */

/** Sets of places are 32-bit words. */
const MOST_SEARCHED = 32;

/** The forbidden words of one string, none the beginning of another; word i has `sizes[i]` letters, in base D. */
interface Words {
  count: number;
  readonly words: Float64Array;
  readonly sizes: Int32Array;
}

/** Bits below this one, which may be the sign bit. */
const below = (places: number) => (places === 32 ? -1 : (1 << places) - 1);

/**
 * How many letters at the end are worth counting at once. With more, the places where the last n − k letters stood before
 * are many, and each has to be looked at; long strings need more, so that the others fit into a word.
 */
export function lettersCountedAtOnce(alphabetSize: number, length: number, ngram: number): number {
  const compared = alphabetSize === 2 ? 3 : alphabetSize < 6 ? 2 : 1;
  return Math.min(Math.max(ngram - compared, length - MOST_SEARCHED, 0), length);
}

/**
 * R(0) … R(L), up to renaming of letters: a string with j different ones, named in the order in which they appear, stands
 * for D(D−1)…(D−j+1).
 *
 * @param atOnce - k from 0 to n − 1, such that L − k is from 0 to 32 and D^k < 2^53.
 * @throws RangeError if k is out of its range.
 */
export function countsByLastLetters(
  alphabetSize: number,
  length: number,
  ngram: number,
  atOnce = lettersCountedAtOnce(alphabetSize, length, ngram),
): bigint[] {
  const searched = length - atOnce;
  const allowed = atOnce >= 0 && atOnce < ngram && searched >= 0 && searched <= MOST_SEARCHED;
  if (!allowed || alphabetSize ** atOnce > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(
      `k = ${atOnce} letters at once: accepted are 0 to n − 1, with L − k from 0 to ${MOST_SEARCHED} and D^k < 2^53`,
    );
  }
  const names = Math.min(alphabetSize, searched);
  const found = search(alphabetSize, searched, ngram, atOnce, names);
  const D = BigInt(alphabetSize);
  const weights = [1n];
  for (let j = 0; j < names; j++) weights.push(weights[j] * BigInt(alphabetSize - j));
  const total = (row: Float64Array) => row.reduce((sum, count, j) => sum + BigInt(count) * weights[j], 0n);
  const counts = found.strings.map(total);
  const leaves = counts[searched];
  const forbidden = found.forbidden.map(total);
  for (let t = 1; t <= atOnce; t++) {
    let count = leaves * D ** BigInt(t);
    for (let size = 1; size <= t; size++) count -= forbidden[size] * D ** BigInt(t - size);
    counts.push(count);
  }
  return counts;
}

/** What the search has seen, by the number of different letters. */
interface Found {
  /** (m+1, names+1) strings of 0 … m letters. */
  readonly strings: Float64Array[];
  /** (k+1, names+1) forbidden words of 0 … k letters behind those of m. */
  readonly forbidden: Float64Array[];
}

function search(alphabetSize: number, searched: number, ngram: number, atOnce: number, names: number): Found {
  const rows = (count: number) => Array.from({ length: count }, () => new Float64Array(names + 1));
  const [strings, forbidden] = [rows(searched + 1), rows(atOnce + 1)];
  const x = new Uint32Array(searched);
  const places = new Int32Array(names); // bit j of places[a]: x[j] = a
  // matches[m · (n+1) + r], bit j: the last r letters of the m also end at j. The first level that is 0 ends the row.
  const width = ngram + 1;
  const matches = new Int32Array((searched + 1) * width);
  const kept: Words = { count: 0, words: new Float64Array(searched), sizes: new Int32Array(searched) };

  const forbid = (different: number): void => {
    const row = searched * width;
    kept.count = 0;
    let longest = 1;
    while (longest < ngram && matches[row + longest] !== 0) longest++;
    for (let r = longest - 1; r >= Math.max(ngram - atOnce, 1); r--) {
      const size = ngram - r;
      // Where exactly r letters agree: those with more are done.
      let ends = matches[row + r] & ~(r + 1 < longest ? matches[row + r + 1] : 0);
      while (ends !== 0) {
        const end = 31 - Math.clz32(ends & -ends);
        ends &= ends - 1;
        if (keep(wordBehind(end, size), size)) forbidden[size][different]++;
      }
    }
  };

  /** The `size` letters behind place `end`, read on into themselves where the string ends. */
  const word = new Uint32Array(atOnce);
  const wordBehind = (end: number, size: number): number => {
    let number = 0;
    for (let t = 0; t < size; t++) {
      const from = end + 1 + t;
      word[t] = from < searched ? x[from] : word[from - searched];
      number = number * alphabetSize + word[t];
    }
    return number;
  };

  const keep = (number: number, size: number): boolean => {
    for (let i = 0; i < kept.count; i++) {
      if (Math.floor(number / alphabetSize ** (size - kept.sizes[i])) === kept.words[i]) return false;
    }
    kept.words[kept.count] = number;
    kept.sizes[kept.count++] = size;
    return true;
  };

  const extend = (m: number, different: number): void => {
    strings[m][different]++;
    if (m === searched) {
      if (atOnce > 0) forbid(different);
      return;
    }
    const [here, next] = [m * width, (m + 1) * width];
    for (let letter = 0; letter <= different && letter < names; letter++) {
      const there = places[letter];
      matches[next + 1] = there & below(m);
      let r = 1;
      while (r < ngram && matches[next + r] !== 0) {
        matches[next + r + 1] = r < m ? (matches[here + r] << 1) & there : 0;
        r++;
      }
      if (r === ngram && matches[next + ngram] !== 0) continue;
      x[m] = letter;
      places[letter] = there | (1 << m);
      extend(m + 1, letter === different ? different + 1 : different);
      places[letter] = there;
    }
  };
  extend(0, 0);
  return { strings, forbidden };
}
