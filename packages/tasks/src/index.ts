export { bytesFromLetters, lettersFromBytes, lettersFromText } from './byte-letters.js';
export type { CopyDistribution, ListedCopyDistribution, WeightedString } from './copy-distribution.js';
export { deBruijnCycle, deBruijnString } from './de-bruijn.js';
export { pointMass, skewedCopies, type TabulatedString, tabulatedCopies, uniformCopies } from './distributions.js';
export {
  atMost,
  equalFractions,
  type Fraction,
  fractionText,
  fractionToNumber,
  inLowestTerms,
  lessThan,
} from './fraction.js';
export { plantAgreeingRepeat, plantConflictingRepeat } from './planted-repeats.js';
export { copyPrompt, teacherForcedTokens } from './prompts.js';
export { type RandomSource, randomSource } from './random.js';
export type { ConflictingRepeat, Repeat } from './repeat.js';
export { conflictBound, lemmaBound, repeatBound } from './repeat-bounds.js';
export { countConflictFreeStrings, countRepeatFreeStrings, repeatFreeCounts } from './repeat-count.js';
export {
  conflictProbability,
  probabilityThat,
  repeatProbability,
  uniformConflictProbability,
  uniformRepeatProbability,
} from './repeat-probability.js';
export {
  conflictingRepeat,
  type LongestRepeat,
  longestRepeatedSubstring,
  repeatedNgram,
  smallestNgramWithoutConflict,
  smallestNgramWithoutRepeat,
} from './repeats.js';
export { stringsOf } from './strings.js';
export { assertLetters, BYTE_ALPHABET_SIZE, type Letters, type Vocabulary, vocabulary } from './vocabulary.js';
