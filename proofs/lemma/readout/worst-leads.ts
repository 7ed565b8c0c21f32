/** By how much the right token's logit leads every other one when the wrong keys do their worst, in whole numbers. */

/** The least leads over one width of code, where the right code weighs `right` and one wrong code 1. */
export interface WorstLeads {
  /** d'. */
  readonly letterWidth: number;
  /** What the right code weighs. */
  readonly right: number;
  /** A letter against other letters. */
  readonly overLetters: number;
  /** A letter against BOS and COPY. */
  readonly overSpecial: number;
  /** COPY, which only the stop variant emits, against letters and BOS. */
  readonly ofCopy: number;
}

/**
 * The leads ⟨right·code(a) + code(w), code(a) − code(b)⟩ over every right a, competitor b and wrong w. Only the places where
 * these codes differ matter: b differs from a in h places, and w from a in i of those and in j of the others. BOS and COPY
 * are orthogonal to every other code.
 */
export function worstLeads(letterWidth: number, right: number): WorstLeads {
  let overLetters = Number.POSITIVE_INFINITY;
  let overSpecial = Number.POSITIVE_INFINITY;
  let ofCopy = Number.POSITIVE_INFINITY;
  const aWithA = letterWidth;
  for (let h = 0; h <= letterWidth; h++) {
    const aWithB = letterWidth - 2 * h;
    const leadOfRight = right * (aWithA - aWithB);
    if (h > 0) {
      // w is BOS or COPY.
      overLetters = Math.min(overLetters, leadOfRight);
    }
    for (let i = 0; i <= h; i++) {
      for (let j = 0; j <= letterWidth - h; j++) {
        const wWithA = letterWidth - 2 * (i + j);
        const wWithB = letterWidth - 2 * (h - i + j);
        if (h > 0) {
          overLetters = Math.min(overLetters, leadOfRight + wWithA - wWithB);
        }
        overSpecial = Math.min(overSpecial, right * aWithA + wWithA);
        // COPY is right, w a letter, b a letter or BOS.
        ofCopy = Math.min(ofCopy, right - wWithB, right);
      }
    }
  }
  // w is the very special token that a letter competes with, or BOS where COPY is right.
  overSpecial = Math.min(overSpecial, right * aWithA - 1);
  ofCopy = Math.min(ofCopy, right - 1);
  return { letterWidth, right, overLetters, overSpecial, ofCopy };
}
