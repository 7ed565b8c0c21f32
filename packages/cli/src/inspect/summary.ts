/** What `inspect` prints for people; all of it is in the JSON. */
import { type PositionInspection, queryNgram } from '@verbatim/transformer';
import type { LetterInput } from '../input/letters.js';
import { grouped, wholeNumberText } from '../output/big-numbers.js';
import type { Colours } from '../output/colours.js';
import { plainTable } from '../output/plain-table.js';
import { type TokenStyle, tokenText } from '../output/token-text.js';
import type { InspectResult } from './schema.js';

/** More rows of weights than this are cut short in the middle. */
const MOST_ROWS = 30;
/** Letters of an n-gram that are shown, the last ones. */
const SHOWN_NGRAM = 10;

/** Dimensions, weights, certificates, and a line a position. */
export function inspectSummary(result: InspectResult, input: LetterInput | undefined, colours: Colours): string {
  return [
    dimensionsText(result, colours),
    weightsText(result, colours),
    certificatesText(result, colours),
    ...(result.positions && input ? [positionsText(result, result.positions, input, colours)] : []),
  ].join('\n\n');
}

function dimensionsText(result: InspectResult, colours: Colours): string {
  const { alphabetSize, ngram, maxLength, softmaxBase, softmaxScale, dimensions, weightsFile } = result;
  const strings =
    maxLength === null
      ? 'the fixed T of Theorem 2.3, for strings of up to Dⁿ + n − 1 letters'
      : `for strings of up to ${wholeNumberText(maxLength)} letters`;
  const both = (widths: readonly number[]) => widths.map(grouped).join(' and ');
  return [
    colours.bold(`D = ${grouped(alphabetSize)} letters, n = ${grouped(ngram)}: ${strings}`),
    `softmax base ${softmaxBase}, B = ${grouped(softmaxScale)}`,
    `embedding ${dimensions.embedding} wide; heads ${both(dimensions.heads)}; keys of block 2 ${grouped(dimensions.key)} wide`,
    `concatenated ${both(dimensions.concatenated)}; hidden ${both(dimensions.hidden)}; output ${both(dimensions.output)}; largest ${grouped(dimensions.largest)}`,
    ...(weightsFile === null ? [] : [`all weights written: ${weightsFile}`]),
  ].join('\n');
}

function weightsText({ weights }: InspectResult, colours: Colours): string {
  const rows = weights.map(({ name, shape, nonZero }) => [name, shape.map(grouped).join(' × '), grouped(nonZero)]);
  const left = rows.length - MOST_ROWS;
  if (left > 0) rows.splice(MOST_ROWS / 2, left, [`… ${grouped(left)} more in the JSON`, '', '']);
  return plainTable(
    [
      { title: colours.bold('weights') },
      { title: colours.bold('shape'), align: 'right' },
      { title: colours.bold('non-zero'), align: 'right' },
    ],
    rows,
  );
}

function certificatesText({ certificates, maxLength }: InspectResult, colours: Colours): string {
  const asked = maxLength === null ? 'fixed T' : `L = ${wholeNumberText(maxLength)}`;
  return plainTable(
    [
      { title: colours.bold('format') },
      { title: colours.bold(`certified for ${asked}`) },
      { title: colours.bold('largest L certified'), align: 'right' },
      { title: colours.bold('run at that L') },
      { title: colours.bold('smallest failure found past it') },
      { title: colours.bold('why not certified past it') },
    ],
    certificates.map((row) => [
      row.arithmetic,
      row.certified ? colours.green('yes') : colours.red(row.reason === row.reasonPast ? 'no' : `no: ${row.reason}`),
      row.largestCertifiedLength === null ? 'none' : wholeNumberText(row.largestCertifiedLength),
      row.largestCertifiedLength === null ? '' : boundRunText(row),
      pastText(row),
      row.reasonPast,
    ]),
  );
}

type CertificateRow = InspectResult['certificates'][number];

function boundRunText({ atBound }: CertificateRow): string {
  if (atBound === null) return 'not run: too long';
  if (atBound.failure !== null) return 'a string fails';
  const strings = `${grouped(atBound.strings)} ${atBound.strings === 1 ? 'string' : 'strings'}`;
  return `${atBound.every ? 'all ' : ''}${strings}: copied`;
}

function pastText({ past }: CertificateRow): string {
  if (past.failure !== null) return `L = ${grouped(past.failure.length)}`;
  return past.upTo === null ? 'not searched: too long' : `none up to L = ${grouped(past.upTo)}`;
}

function positionsText(
  result: InspectResult,
  positions: readonly PositionInspection[],
  style: TokenStyle,
  colours: Colours,
): string {
  const tokens = positions.map(({ token }) => token);
  const right = { align: 'right' } as const;
  return plainTable(
    [
      { title: colours.bold('position'), ...right },
      { title: colours.bold('token'), ...right },
      { title: colours.bold('n-gram here'), ...right },
      { title: colours.bold('right keys'), ...right },
      { title: colours.bold('margin'), ...right },
      { title: colours.bold('weight on them'), ...right },
      { title: colours.bold('predicted') },
      { title: colours.bold('expected') },
    ],
    positions.map(({ position, token, right, attention, margin, prediction, expected }) => {
      const predicted = tokenText(prediction, style);
      const wrong = expected !== null && prediction !== expected;
      return [
        String(position),
        tokenText(token, style),
        ngramText(queryNgram(result, tokens, position), style),
        String(right.filter(Boolean).length),
        margin === null ? '' : String(Number(margin.toPrecision(6))),
        attention.reduce((sum, weight, j) => (right[j] ? sum + weight : sum), 0).toFixed(6),
        wrong ? colours.red(`${predicted} (!)`) : predicted,
        expected === null ? '' : tokenText(expected, style),
      ];
    }),
  );
}

/** The n-gram in reading order, `^` where the string starts, without the slots before it. */
function ngramText(slots: ReturnType<typeof queryNgram>, style: TokenStyle): string {
  const filled = slots.filter((slot) => slot !== null);
  const shown = filled.slice(0, SHOWN_NGRAM).reverse();
  const text = shown.map((slot) => (slot === 'start' ? '^' : tokenText(slot, style))).join(style.bytes ? '' : ' ');
  return filled.length > SHOWN_NGRAM ? `…${text}` : text;
}
