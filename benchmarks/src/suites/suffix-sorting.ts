/** How long the smallest key length of a megabyte takes to find: sorting its suffixes is nearly all of it. */
import {
  lettersFromText,
  randomSource,
  smallestNgramWithoutConflict,
  smallestNgramWithoutRepeat,
} from '@verbatim/tasks';
import { type Patience, secondsOf } from '../measure.js';
import type { Point, Suite } from '../point.js';

const LENGTH = 1_000_000;
const PATIENCE: Patience = { samples: 5, milliseconds: 1000, warmUpMilliseconds: 0 };

/** Words that are drawn at random, so that text repeats itself as text does and not for ever. */
const WORDS =
  'to copy a string is to say again what was said with no letter lost and none added so the state must hold it all'.split(
    ' ',
  );

function text(): Uint32Array {
  const random = randomSource(1, 'suffix-sorting', 'text');
  let written = '';
  while (written.length < LENGTH) written += `${WORDS[random.integer(0, WORDS.length - 1)]} `;
  return lettersFromText(written.slice(0, LENGTH));
}

const INPUTS: readonly (readonly [name: string, letters: () => Uint32Array])[] = [
  ['random bytes', () => randomSource(1, 'suffix-sorting', 'bytes').letters(LENGTH, 256)],
  ['text', text],
  ['zeros', () => new Uint32Array(LENGTH)],
];

const SEARCHES = { smallestNgramWithoutRepeat, smallestNgramWithoutConflict };

/** Both searches on random bytes, text and zeros. */
export const suffixSorting: Suite = {
  name: 'suffix-sorting',
  title: `Smallest n-gram that does not repeat, or not with a conflict, in ${LENGTH.toLocaleString('en')} bytes`,
  async run(progress) {
    const points: Point[] = [];
    for (const [input, make] of INPUTS) {
      const letters = make();
      for (const [name, search] of Object.entries(SEARCHES)) {
        progress(`${name}, ${input}`);
        let ngram = 0;
        const seconds = await secondsOf(() => {
          ngram = search(letters);
        }, PATIENCE);
        points.push({
          suite: 'suffix-sorting',
          name,
          parameters: { input, length: LENGTH },
          unit: 's',
          counts: { ngram },
          ...seconds,
        });
      }
    }
    return { points, growth: [] };
  },
};
