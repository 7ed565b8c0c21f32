/** What `copy` prints for people. */
import type { LetterInput } from '../input/letters.js';
import { grouped, wholeNumberText } from '../output/big-numbers.js';
import type { Colours } from '../output/colours.js';
import { oneLine } from '../output/one-line.js';
import { type TokenStyle, tokenText } from '../output/token-text.js';
import type { CopyResult } from './schema.js';

/** Letters shown on either side of a mistake. */
const AROUND = 20;

/** A few lines: the string, the model, the result. */
export function copySummary(result: CopyResult, output: Uint32Array, input: LetterInput, colours: Colours): string {
  const { length, alphabetSize, firstMismatch, lettersRight, mode, seconds } = result;
  const lines = [
    `${grouped(length)} ${length === 1 ? 'letter' : 'letters'} over an alphabet of ${grouped(alphabetSize)}`,
    ...aboutString(result),
    ...(result.dimensions ? aboutTransformer(result) : aboutMachine(result)),
  ];
  const how = mode === 'generate' ? 'generated one by one' : 'predicted after the true letters before each';
  if (firstMismatch === null) {
    lines.push(colours.green(`copied: all ${grouped(length)} letters, ${how}, in ${seconds.toFixed(2)} s`));
  } else {
    lines.push(
      colours.red(
        `not copied: ${grouped(lettersRight)} of ${grouped(length)} letters are right, position ${firstMismatch} is the first that is wrong; ${how}, in ${seconds.toFixed(2)} s`,
      ),
      `there  ${excerpt(input.letters, firstMismatch, input)}`,
      `came   ${excerpt(output, firstMismatch, input)}`,
    );
  }
  if (result.stopped !== null)
    lines.push(
      result.stopped ? 'stopped by itself after the last letter' : 'did not stop after exactly the last letter',
    );
  return lines.join('\n');
}

function aboutString({ ngram, repeatedNgram, conflictingRepeat }: CopyResult): string[] {
  if (ngram === null) return [];
  const repeat = repeatedNgram ? 'an n-gram is repeated' : 'no n-gram is repeated';
  if (conflictingRepeat === null) return [`n = ${grouped(ngram)}: ${repeat}, no repeat conflicts`];
  const { first, second, next } = conflictingRepeat;
  return [
    `n = ${grouped(ngram)}: the n-grams at positions ${first} and ${second} are equal and followed by ${next[0]} and by ${next[1]}`,
  ];
}

function aboutTransformer(result: CopyResult): string[] {
  const { dimensions, certified } = result;
  if (dimensions === null) return [];
  return [
    `transformer with ${dimensions.heads.map(grouped).join(' + ')} heads, embedding ${dimensions.embedding}, keys ${grouped(dimensions.key)} wide, largest layer ${grouped(dimensions.largest)}`,
    `${aboutArithmetic(result)}; certified for every string of this length without a conflicting repeat: ${certified ? 'yes' : 'no'}`,
  ];
}

/** Such as `f64 arithmetic`, and of a GPU on which. */
function aboutArithmetic({ arithmetic, run }: CopyResult): string {
  return `${arithmetic} arithmetic${run.device === null ? '' : ` on ${oneLine(run.device)}`}`;
}

function aboutMachine(result: CopyResult): string[] {
  const { machine, states, stateBits, serialisedBits, stateFormat, layerBits } = result;
  if (states === null || stateBits === null || serialisedBits === null) return [];
  const bits = `${oneLine(machine ?? '')}: ${wholeNumberText(states)} states, ${grouped(Math.round(100 * stateBits) / 100)} bits; a stored state takes ${grouped(serialisedBits)}`;
  if (stateFormat === null || layerBits === null) return [bits];
  const letter = serialisedBits - layerBits.reduce((sum, some) => sum + some, 0);
  return [
    bits,
    `stored as ${stateFormat}: ${layerBits.map(grouped).join(' + ')} bits of layers${letter === 0 ? '' : `, ${grouped(letter)} of the letter to say`}`,
    ...(result.arithmetic === null ? [] : [aboutArithmetic(result)]),
  ];
}

/** The tokens about a position, that one in brackets. */
function excerpt(tokens: Uint32Array, at: number, style: TokenStyle): string {
  const shown = (token: number) =>
    style.bytes && token >= style.alphabetSize ? `<${tokenText(token, style)}>` : tokenText(token, style);
  const part = (from: number, to: number) =>
    Array.from(tokens.slice(Math.max(0, from), to), shown).join(style.bytes ? '' : ' ');
  const parts = [part(at - AROUND, at), `[${part(at, at + 1)}]`, part(at + 1, at + 1 + AROUND)];
  const text = parts.filter((some) => some !== '').join(style.bytes ? '' : ' ');
  return `${at > AROUND ? '…' : ''}${text}${at + 1 + AROUND < tokens.length ? '…' : ''}`;
}
