export { bytesFromLetters, lettersFromBytes, lettersFromText } from './byte-letters.js';
export type { CopyDistribution, ListedCopyDistribution, WeightedString } from './copy-distribution.js';
export { copyExample, copyTask } from './copy-task.js';
export { deBruijnCycle, deBruijnString } from './de-bruijn.js';
export { pointMass, skewedCopies, type TabulatedString, tabulatedCopies, uniformCopies } from './distributions.js';
export { type DuplicateNgramOptions, duplicateNgramTask } from './duplicate-ngram.js';
export {
  type EvaluationOptions,
  evaluateAutoregressive,
  evaluateTeacherForced,
  type Generate,
  type PredictNext,
} from './evaluate.js';
export { type ExampleTokens, exampleTokens } from './example-tokens.js';
export {
  atMost,
  equalFractions,
  type Fraction,
  fractionText,
  fractionToNumber,
  inLowestTerms,
  lessThan,
} from './fraction.js';
export { unambiguousKeys } from './lookup-keys.js';
export type { LookupOptions } from './lookup-query.js';
export { type PhoneBookOptions, phoneBookTask } from './phone-book.js';
export { PHONE_BOOK_NAMES, type PhoneBookText, phoneBookText } from './phone-book-text.js';
export { plantAgreeingRepeat, plantConflictingRepeat } from './planted-repeats.js';
export { prefixLookupExample, prefixLookupTask } from './prefix-lookup.js';
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
export { type AnswerMode, type Ending, type Score, scoreAutoregressive, scoreTeacherForced } from './score.js';
export { letterAccuracy, type ScoreTotals, stringAccuracy, totalScores } from './score-totals.js';
export { type SelectiveCopyOptions, selectiveCopyTask } from './selective-copy.js';
export { stringsOf } from './strings.js';
export { suffixLookupExample, suffixLookupTask } from './suffix-lookup.js';
export type { StringTaskOptions, Task, TaskExample, TaskName } from './task.js';
export { exampleText, tokenText } from './task-text.js';
export { assertLetters, BYTE_ALPHABET_SIZE, type Letters, type Vocabulary, vocabulary } from './vocabulary.js';
