import { copyingTransformer, exactRationals, float64, inspect, queryNgram } from '@verbatim/transformer';
import { describe, expect, it } from 'vitest';
import {
  contextsIn,
  everyAnswer,
  everyContext,
  everyPosition,
  everyWindowSum,
  inspectAnswer,
  windowSumTokens,
} from './inspected-tokens.js';

const binary = copyingTransformer({ alphabetSize: 2, ngram: 2, maxLength: 4 });

describe('everyContext', () => {
  const contexts = [...everyContext(binary, exactRationals())];

  it('visits every sequence of up to n + 2 tokens after BOS once', () => {
    expect(contexts).toHaveLength(1 + 4 + 16 + 64);
    expect(new Set(contexts.map(({ tokens }) => tokens.join())).size).toBe(contexts.length);
    expect(contexts.every(({ tokens }) => tokens[0] === 2)).toBe(true);
    expect(contextsIn([{ alphabetSize: 2, maxNgram: 2 }])).toBe(1 + 4 + 16 + contexts.length);
  });

  it('shows what inspecting the sequence from its start shows', () => {
    const prompt = everyPosition(binary, exactRationals(), [1]);
    const found = contexts.filter(({ tokens }) => ['2', '2,1', '2,1,3'].includes(tokens.join()));
    expect(found.map(({ here }) => here)).toEqual(prompt.map(({ here }) => ({ ...here, expected: null })));
  });

  it('contains what block 1 sees at the end of any longer sequence', () => {
    const seen = new Set(contexts.map(({ here }) => JSON.stringify([here.windowMeans, here.gates])));
    for (const { here } of everyPosition(binary, exactRationals(), [0, 1, 1, 0])) {
      expect(seen).toContain(JSON.stringify([here.windowMeans, here.gates]));
    }
  });
});

describe('everyWindowSum', () => {
  it('meets every sum in every window behind which no string starts', () => {
    const ngram = 5;
    const tokens = [...everyWindowSum(copyingTransformer({ alphabetSize: 2, ngram }), float64())];
    expect(tokens).toHaveLength(windowSumTokens(ngram));
    const windows = new Set(
      tokens.flatMap(({ tokens }) =>
        queryNgram({ alphabetSize: 2, ngram: ngram + 1 }, tokens, tokens.length - 1).flatMap((first, t) => {
          const zeros = tokens.slice(tokens.length - t - 1).filter((token) => token === 0).length;
          return first === null ? [] : [`${t + 1} ${first} ${zeros}`];
        }),
      ),
    );
    // The first token of t is fixed, and the other t − 1 have 0 … t − 1 zeros.
    for (let t = 1; t <= ngram + 1; t++) {
      for (let zeros = 0; zeros < t; zeros++) {
        expect(windows).toContain(`${t} start ${zeros}`);
        expect(windows).toContain(`${t} 1 ${zeros}`);
        expect(windows).toContain(`${t} 0 ${zeros + 1}`);
      }
    }
  });
});

describe('everyAnswer', () => {
  it('visits every string with the positions that inspect shows', () => {
    const answers = [...everyAnswer(binary, float64(), 3)];
    expect(answers.map(({ letters }) => letters.join(''))).toEqual(
      Array.from({ length: 8 }, (_, i) => i.toString(2).padStart(3, '0')),
    );
    for (const { letters, answer } of answers) {
      expect(answer).toEqual(inspectAnswer(binary, float64(), letters).answer);
      expect(answer).toEqual(inspect(binary, float64(), letters).slice(4));
    }
  });
});
