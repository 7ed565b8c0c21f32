import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { benchResult } from './bench-result.testing.js';
import { committed, inputs } from './inputs.testing.js';
import { readResult } from './read-result.js';

describe('reading a result', () => {
  test('takes the three schemas and says in one line what else is', () => {
    for (const { result } of inputs()) expect(readResult(JSON.parse(JSON.stringify(result)))).toEqual({ result });
    expect(readResult({ ...benchResult(), points: [{}] })).toEqual({
      problem: expect.stringMatching(/^it is no valid verbatim.bench\/1: points.0.id: [^\n]+$/),
    });
    expect(readResult({ schema: 'toString' })).toEqual({ problem: 'its schema is "toString"' });
    for (const foreign of [null, 3, 'x', [], {}, { schema: 7 }])
      expect(readResult(foreign)).toEqual({ problem: 'it has no schema' });
  });

  test('leaves the committed results as they are', () => {
    const file = new URL('../../../docs/results/paper-curves.json', import.meta.url);
    expect(committed('paper-curves.json')).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});
