import type { ClaimResult, Json } from '@verbatim/evidence';
import { expect, test } from 'vitest';
import { memberLines } from './letter-tables.js';
import { verifyFixture } from './results.testing.js';

const closest = (machine: string, weights: string, above: number, states = '2') => ({
  machine,
  weights,
  mode: 'autoregressive',
  alphabetSize: 2,
  length: 4,
  states,
  error: 0.375,
  errorExactly: '3/8',
  line: 0.214502,
  above,
});

const row = (model: string, machines: number, used: Json, states: Json = null) => ({
  model,
  machines,
  telling: { states: 0, used: 3 },
  closest: { states, used },
});

const [anyClaim] = verifyFixture.claims;
const [evidence] = anyClaim!.evidence;

const claimWith = (drawn: Json[], tuned: Json[]): ClaimResult => ({
  ...anyClaim!,
  id: 'letter-error/bound',
  evidence: [
    { ...evidence!, name: 'family-members', numbers: drawn },
    { ...evidence!, name: 'tuned-members', numbers: tuned },
  ],
});

test('the members beside the line show the closest of each, wherever its weights are from', () => {
  const drawn = [
    row('rnn', 1000, closest('rnn(width=1)', 'drawn from seed 4, times 2', 0.25), closest('rnn(width=3)', '', 0.5)),
    row('gru', 1000, closest('gru(width=1)', 'drawn from seed 4, times 2', 0.160498)),
    row('register', 12, closest('register(k=2)', 'written down', 0.05, '1234')),
    row('hybrid', 12, null),
  ];
  const tuned = [
    row('rnn', 500, closest('rnn(width=2)', 'tuned from seed 4 by 59 changes', 0.125), closest('rnn', '', 0.75)),
    row('gru', 500, null),
  ];
  expect(memberLines([claimWith(drawn, tuned)])).toMatchInlineSnapshot(`
    "| model | runs | line tells of | closest | weights | letters | D | L | U | δ | line | above it | above that of \\|S\\| |
    | --- | ---: | ---: | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | \`rnn\` | 1,500 | 6 | \`rnn(width=2)\` | tuned | autoregressive | 2 | 4 | 2 | 3/8 | 0.215 | 0.125 | 0.500 |
    | \`gru\` | 1,500 | 6 | \`gru(width=1)\` | drawn | autoregressive | 2 | 4 | 2 | 3/8 | 0.215 | 0.160 |  |
    | \`register\` | 12 | 3 | \`register(k=2)\` | written down | autoregressive | 2 | 4 | 1,234 | 3/8 | 0.215 | 0.050 |  |
    | \`hybrid\` | 12 | 3 |  |  |  |  |  |  |  |  |  |  |"
  `);
});

test('are refused when the evidence has no such numbers', () => {
  expect(() => memberLines(verifyFixture.claims)).toThrow(
    'letter-error/bound has no rows of numbers by family-members',
  );
  expect(() => memberLines([claimWith([], [])])).toThrow('has no rows of numbers by family-members');
});
