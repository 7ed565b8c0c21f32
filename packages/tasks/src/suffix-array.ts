/**
 * The suffix array of a string by induced sorting, in linear time and without recursion that grows with the string: each
 * level is less than half as long as the one above.
 *
 * Source: Nong, Zhang and Chan, "Linear suffix array construction by almost pure induced-sorting", DCC 2009 (SA-IS). A
 * suffix is of type S when it is smaller than the next suffix, else of type L; the leftmost S after an L is an LMS suffix.
 * Once the LMS suffixes are in order, two sweeps put all others in place; and the LMS suffixes are sorted as the suffixes
 * of a shorter string, whose letters are the LMS substrings, by rank.
 */

/**
 * The starts of all suffixes of the string, from the lexicographically least suffix to the greatest. A suffix that is a
 * prefix of another comes before it.
 *
 * @param string - (L) ranks, integers from 0 to `largest`.
 * @param largest - the buckets kept are one more than this.
 * @returns (L) positions.
 */
export function suffixArray(string: Int32Array, largest: number): Int32Array {
  const length = string.length;
  if (length < 2) {
    return new Int32Array(length);
  }
  const isS = suffixTypes(string);
  const buckets = bucketStarts(string, isS, largest);
  const { positions, numbers } = leftmostS(isS);
  // From LMS suffixes in any order, the sweeps put the LMS substrings in order, and so the LMS suffixes when these are all
  // different. The other suffixes are not in order yet: those that are equal up to an LMS letter may be the wrong way round.
  const order = induce(string, isS, buckets, positions);
  const { names, largestName } = nameLmsSubstrings(string, order, positions, numbers);
  const different = largestName + 1 === positions.length;
  const sorted = different
    ? order.filter((i) => numbers[i] !== -1)
    : suffixArray(names, largestName).map((number) => positions[number]);
  return induce(string, isS, buckets, sorted);
}

/** (L) 1 where the suffix is smaller than the next one; the last suffix is greater than the empty one. */
function suffixTypes(string: Int32Array): Uint8Array {
  const isS = new Uint8Array(string.length);
  for (let i = string.length - 2; i >= 0; i--) {
    const here = string[i];
    const next = string[i + 1];
    isS[i] = here < next || (here === next && isS[i + 1] === 1) ? 1 : 0;
  }
  return isS;
}

/** Where the suffixes of each first letter start in the order: those of type L come first, then those of type S. */
interface Buckets {
  readonly ofL: Int32Array; // (largest + 2), the last one is L
  readonly ofS: Int32Array; // (largest + 1)
}

function bucketStarts(string: Int32Array, isS: Uint8Array, largest: number): Buckets {
  const ofL = new Int32Array(largest + 2);
  const ofS = new Int32Array(largest + 1);
  for (let i = 0; i < string.length; i++) {
    ofL[string[i] + 1] += 1;
    ofS[string[i]] += 1 - isS[i];
  }
  for (let letter = 0; letter <= largest; letter++) {
    ofS[letter] += ofL[letter];
    ofL[letter + 1] += ofL[letter];
  }
  return { ofL, ofS };
}

/** The LMS suffixes from left to right, and for each position the number of the LMS suffix there, or −1. */
function leftmostS(isS: Uint8Array): { positions: Int32Array; numbers: Int32Array } {
  const numbers = new Int32Array(isS.length).fill(-1);
  const positions = new Int32Array(isS.length >> 1); // two LMS suffixes are at least 2 apart, and none starts at 0
  let count = 0;
  for (let i = 1; i < isS.length; i++) {
    if (isS[i] === 1 && isS[i - 1] === 0) {
      numbers[i] = count;
      positions[count] = i;
      count += 1;
    }
  }
  return { positions: positions.slice(0, count), numbers };
}

/**
 * Puts the LMS suffixes into their buckets in the order given, then sorts the suffixes of type L from left to right and
 * those of type S from right to left, each by the suffix that starts one letter later.
 */
function induce(string: Int32Array, isS: Uint8Array, { ofL, ofS }: Buckets, lms: Int32Array): Int32Array {
  const length = string.length;
  const order = new Int32Array(length).fill(-1);
  const free = ofS.slice();
  for (const i of lms) {
    order[free[string[i]]++] = i;
  }
  const freeL = ofL.slice();
  order[freeL[string[length - 1]]++] = length - 1;
  for (let rank = 0; rank < length; rank++) {
    const i = order[rank] - 1;
    if (i >= 0 && isS[i] === 0) {
      order[freeL[string[i]]++] = i;
    }
  }
  const ends = ofL.slice(1);
  for (let rank = length - 1; rank >= 0; rank--) {
    const i = order[rank] - 1;
    if (i >= 0 && isS[i] === 1) {
      order[--ends[string[i]]] = i;
    }
  }
  return order;
}

/** Ranks the LMS substrings, each from its LMS position up to the next, both included; equal ones get equal ranks. */
function nameLmsSubstrings(
  string: Int32Array,
  order: Int32Array,
  positions: Int32Array,
  numbers: Int32Array,
): { names: Int32Array; largestName: number } {
  const end = (number: number): number => (number + 1 < positions.length ? positions[number + 1] : string.length);
  const names = new Int32Array(positions.length);
  let largestName = -1;
  let previous = -1;
  for (const i of order) {
    const number = numbers[i];
    if (number === -1) {
      continue;
    }
    const same =
      previous !== -1 && equalSubstrings(string, positions[previous], end(previous), positions[number], end(number));
    if (!same) {
      largestName += 1;
    }
    names[number] = largestName;
    previous = number;
  }
  return { names, largestName };
}

/** Whether two LMS substrings, given by their first and last positions, are equal; the one that meets the end is unique. */
function equalSubstrings(string: Int32Array, a: number, lastA: number, b: number, lastB: number): boolean {
  if (lastA - a !== lastB - b || lastA === string.length || lastB === string.length) {
    return false;
  }
  for (let offset = 0; a + offset <= lastA; offset++) {
    if (string[a + offset] !== string[b + offset]) {
      return false;
    }
  }
  return true;
}

/**
 * How many letters neighbours in the suffix array have in common, in linear time: from one position to the next in the
 * string, the common prefix with the neighbour shrinks by at most one.
 *
 * Source: Kasai et al., "Linear-time longest-common-prefix computation in suffix arrays and its applications", CPM 2001.
 *
 * @param order - (L) the suffix array of the string.
 * @returns (L) at rank r the length of the longest common prefix of the suffixes of ranks r − 1 and r; 0 at rank 0.
 */
export function commonPrefixes(string: Int32Array, order: Int32Array): Int32Array {
  const length = string.length;
  const ranks = new Int32Array(length);
  for (let rank = 0; rank < length; rank++) {
    ranks[order[rank]] = rank;
  }
  const common = new Int32Array(length);
  let shared = 0;
  for (let i = 0; i < length; i++) {
    const rank = ranks[i];
    if (rank === 0) {
      shared = 0;
      continue;
    }
    const neighbour = order[rank - 1];
    while (i + shared < length && neighbour + shared < length && string[i + shared] === string[neighbour + shared]) {
      shared += 1;
    }
    common[rank] = shared;
    shared = Math.max(shared - 1, 0);
  }
  return common;
}
