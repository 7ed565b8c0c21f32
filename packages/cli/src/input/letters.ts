/** The string to be copied or inspected: `--text`, `--file`, or `--tokens` with `--alphabet`. */
import { assertLetters, BYTE_ALPHABET_SIZE, lettersFromBytes, lettersFromText } from '@verbatim/tasks';
import { grouped } from '../output/big-numbers.js';
import { quoted } from '../output/one-line.js';
import { accepted, parsedJson, UsageError } from '../usage-error.js';
import { readInput } from './read-input.js';
import { wholeNumber } from './whole-number.js';

/** The longest string that is accepted, in letters. */
export const LONGEST_STRING = 2 ** 24;
/** Sixteen characters a letter. */
const LONGEST_TOKEN_FILE = 16 * LONGEST_STRING;
/** Letters and special tokens are kept in 32 bits. */
const LARGEST_ALPHABET = 2 ** 32 - 4;

const TOKENS = 'an array such as [0,1,2], or a file with one or with integers between spaces or commas';

/** The options that give a string, as the command line has them. */
export interface LetterOptions {
  readonly text?: string;
  readonly file?: string;
  readonly tokens?: string;
  readonly alphabet?: string;
}

/** A string of L letters. */
export interface LetterInput {
  /** (L), each below D; L is at least 1. */
  readonly letters: Uint32Array;
  /** D. */
  readonly alphabetSize: number;
  /** Whether letters are bytes, so that the answer is text again. */
  readonly bytes: boolean;
}

/** The option that gives the string, or undefined when none does. */
function source(options: LetterOptions): 'text' | 'file' | 'tokens' | undefined {
  const given = (['text', 'file', 'tokens'] as const).filter((name) => options[name] !== undefined);
  if (given.length > 1)
    throw new UsageError(`${given.map((name) => `--${name}`).join(' and ')} are given; accepted is one of them`);
  return given[0];
}

/** D as `--alphabet` gives it. */
export function alphabetSize(text: string): number {
  return wholeNumber('--alphabet', text, 2, LARGEST_ALPHABET);
}

/**
 * Reads the string that the options give, or returns undefined when they give none.
 *
 * @throws UsageError when the options exclude each other, the string is empty, too long or not made of letters, or a file
 * cannot be read.
 */
export async function readLetters(options: LetterOptions): Promise<LetterInput | undefined> {
  const from = source(options);
  if (from === undefined) return undefined;
  if (from === 'tokens') return readTokens(options.tokens!, options.alphabet);
  if (options.alphabet !== undefined && alphabetSize(options.alphabet) !== BYTE_ALPHABET_SIZE)
    throw new UsageError(
      `--alphabet ${options.alphabet} with --${from}: letters are bytes, so that only ${BYTE_ALPHABET_SIZE} is accepted; --tokens takes other alphabets`,
    );
  const place = from === 'text' ? '--text' : `--file ${quoted(options.file!)}`;
  const letters =
    from === 'text'
      ? lettersFromText(options.text!)
      : lettersFromBytes(await readInput(place, options.file!, LONGEST_STRING, 'a file that can be read'));
  return { letters: counted(place, letters), alphabetSize: BYTE_ALPHABET_SIZE, bytes: true };
}

async function readTokens(value: string, alphabet: string | undefined): Promise<LetterInput> {
  if (alphabet === undefined)
    throw new UsageError('--tokens without --alphabet: accepted is --tokens with --alphabet D, the number of letters');
  const size = alphabetSize(alphabet);
  const literal = value.trimStart().startsWith('[');
  const place = literal ? '--tokens' : `--tokens ${quoted(value)}`;
  const text = literal
    ? value
    : new TextDecoder().decode(await readInput(place, value, LONGEST_TOKEN_FILE, TOKENS)).trim();
  const list = text.trimStart().startsWith('[')
    ? parsedJson(place, text, 'an array of integers such as [0,1,2]')
    : parseList(place, text);
  const letters = counted(place, list as number[]);
  accepted(place, () => assertLetters(letters, size));
  return { letters: Uint32Array.from(letters), alphabetSize: size, bytes: false };
}

/** Integers in plain decimal digits between spaces, line ends or commas. */
function parseList(place: string, text: string): number[] {
  if (text === '') return [];
  return text.split(/\s*,\s*|\s+/).map((word, position) => {
    if (!/^[0-9]+$/.test(word))
      throw new UsageError(
        `${place}: ${quoted(word)} at position ${position}; accepted is a JSON array of integers, or integers between spaces or commas`,
      );
    return Number(word);
  });
}

function counted<T extends ArrayLike<number>>(place: string, letters: T): T {
  if (letters.length === 0) throw new UsageError(`${place}: the string is empty; accepted is one letter or more`);
  if (letters.length > LONGEST_STRING)
    throw new UsageError(
      `${place}: ${grouped(letters.length)} letters; accepted are at most ${grouped(LONGEST_STRING)}`,
    );
  return letters;
}
