export { bytesFromLetters, lettersFromBytes, lettersFromText } from './byte-letters.js';
export { deBruijnCycle, deBruijnString } from './de-bruijn.js';
export type { Fraction } from './fraction.js';
export { copyPrompt, teacherForcedTokens } from './prompts.js';
export { type RandomSource, randomSource } from './random.js';
export type { ConflictingRepeat, Repeat } from './repeat.js';
export {
  conflictingRepeat,
  type LongestRepeat,
  longestRepeatedSubstring,
  repeatedNgram,
  smallestNgramWithoutConflict,
  smallestNgramWithoutRepeat,
} from './repeats.js';
export { assertLetters, BYTE_ALPHABET_SIZE, type Letters, type Vocabulary, vocabulary } from './vocabulary.js';
