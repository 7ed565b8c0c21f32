import type { KeptInformation } from '@verbatim/bench';
import { expect, test } from 'vitest';
import { informationTable } from './information-table.js';

const LENGTHS = [1, 1024, 1_048_576];

function kept(series: string, bits: (length: number) => number, law: KeptInformation['law']): KeptInformation {
  return { series, points: LENGTHS.map((length) => ({ length, bits: bits(length) })), law };
}

const CACHE = kept('state/attention-decode/f32/webgpu', (L) => 32 + 65_536 * L, { constant: 32, perLetter: 65_536 });
const STATE = kept('state/linear-attention/f32/webgpu', () => 2_097_152, { constant: 2_097_152, perLetter: 0 });

test('has bits at both ends and the largest lengths, in 80 columns', () => {
  const text = informationTable([CACHE, STATE, kept('state/other/f16/webgpu', (L) => L ** 2, null)]);
  expect(text).toMatchInlineSnapshot(`
    "state                 bits at 1  at 1,048,576      D = 2   D = 26  D = 256
    attention-decode/f32     65,568      6.872e10    every L  every L  every L
    linear-attention/f32  2,097,152     2,097,152  2,097,152  446,160  262,144
    other/f16                     1      1.100e12          –        –        –"
  `);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('names the backend where there are several, and has no bits of a length that was not measured', () => {
  const other = { ...STATE, series: 'state/linear-attention/f32/gpujs-cpu', points: STATE.points.slice(0, 2) };
  expect(informationTable([CACHE, other])).toMatchInlineSnapshot(`
    "state                           bits at 1  at 1,048,576      D = 2   D = 26  D = 256
    attention-decode/f32/webgpu        65,568      6.872e10    every L  every L  every L
    linear-attention/f32/gpujs-cpu  2,097,152             –  2,097,152  446,160  262,144"
  `);
});
