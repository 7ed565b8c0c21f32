/**
 * A machine as a table, the form in which a user supplies one as JSON.
 *
 * Checked in two steps, because what is accepted in a row depends on the numbers of letters and of states. Every message
 * names the place in the table and says what is accepted there.
 */

import { z } from 'zod';

/** A finite GSSM written out: `{"alphabet": D, "states": N, "start": s, "update": [[…] per state], "output": […]}`. */
export interface MachineTable {
  /** D ≥ 2 letters. */
  readonly alphabet: number;
  /** N ≥ 1 states, 0 … N−1. */
  readonly states: number;
  /** The state before the first token. */
  readonly start: number;
  /** (N, D+2): `update[state][token]` is the next state; tokens are the letters 0 … D−1, then BOS, then COPY. */
  readonly update: readonly (readonly number[])[];
  /** (N): `output[state]` is a letter. */
  readonly output: readonly number[];
}

const MAXIMUM_ALPHABET = 2 ** 32 - 4;

function integer(low: number, high: number, accepted: string) {
  const error = (issue: { input?: unknown }) => `is ${shown(issue.input)}; accepted is ${accepted}`;
  return z.int({ error }).min(low, { error }).max(high, { error });
}

function listOf<T extends z.ZodType>(item: T, length: number, accepted: string) {
  const error = (issue: { input?: unknown }) =>
    `${Array.isArray(issue.input) ? `has ${issue.input.length} entries` : `is ${shown(issue.input)}`}; accepted is ${accepted}`;
  return z.array(item, { error }).length(length, { error });
}

const sizesSchema = z.object(
  {
    alphabet: integer(2, MAXIMUM_ALPHABET, 'the number of letters, an integer of at least 2'),
    states: integer(1, Number.MAX_SAFE_INTEGER, 'the number of states, an integer of at least 1'),
  },
  {
    error: (issue) => `is ${shown(issue.input)}; accepted is an object with alphabet, states, start, update and output`,
  },
);

function tableSchema(alphabet: number, states: number) {
  const state = integer(0, states - 1, `a state, an integer from 0 to ${states - 1}`);
  const letter = integer(0, alphabet - 1, `a letter, an integer from 0 to ${alphabet - 1}`);
  const row = listOf(
    state,
    alphabet + 2,
    `a list of ${alphabet + 2} next states: one for each letter 0 to ${alphabet - 1}, then BOS, then COPY`,
  );
  return z.object({
    alphabet: z.literal(alphabet),
    states: z.literal(states),
    start: state,
    update: listOf(row, states, `a list of ${states} rows, one for each state`),
    output: listOf(letter, states, `a list of ${states} letters, one for each state`),
  });
}

/** A value as a message shows it: short, and on one line. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 36)}…"`;
}

/** `update`, 2, 1 → `update[2][1]`. */
function place(path: readonly PropertyKey[]): string {
  return path
    .map((key, depth) => (typeof key === 'number' ? `[${key}]` : `${depth ? '.' : ''}${String(key)}`))
    .join('');
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TypeError(['machine table:', place(issue.path), issue.message].filter(Boolean).join(' '));
}

/**
 * Checks a table that came from JSON. Members besides the five of a table are left out.
 *
 * @param json - any value, as `JSON.parse` gives it.
 * @throws TypeError with one line that names the first thing that is wrong, for instance
 * `machine table: update[2][1] is 9; accepted is a state, an integer from 0 to 3`.
 */
export function parseTable(json: unknown): MachineTable {
  const { alphabet, states } = checked(sizesSchema, json);
  return checked(tableSchema(alphabet, states), json);
}
