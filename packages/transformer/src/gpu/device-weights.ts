/**
 * The construction's weights in the form that the kernels take, read from its matrices and not assumed. The kernels compute
 * block 1 as window means and token gates and block 2 as one look-up; that is the function of the given matrices only if each
 * of these has the pattern of the layout. Every entry is looked at: one that has no place in the pattern is refused, so that
 * a changed construction is run as it was changed, or not at all.
 */
import { GATE_NUMBERS } from '@verbatim/kernels';
import type { CopyingTransformer, GatePlace } from '../copying-transformer.js';
import { type SparseMatrix, toDense } from '../sparse-matrix.js';
import type { Block } from '../weights.js';

/** All numbers that the device is given. */
export interface DeviceWeights {
  /** d. */
  readonly width: number;
  /** n. */
  readonly slots: number;
  readonly tokens: number;
  /** (tokens, d), row-major. */
  readonly embedding: Float32Array;
  readonly unembedding: Float32Array;
  /** The windows of block 1's heads, (n + 1). */
  readonly windows: Uint32Array;
  /** (2n, 12), query slots before key slots; `GATE_NUMBERS` says what each number is. */
  readonly gates: Float32Array;
  /** B. */
  readonly scale: number;
  /** The longest of the windows. */
  readonly reach: number;
  /** All of them as one step of generation takes them: windows, embedding, unembedding, gates. */
  readonly stepWeights: Float32Array;
}

/**
 * Reads a construction.
 *
 * @throws RangeError when its weights are not of the pattern that the kernels compute, or do not fit f32.
 */
export function deviceWeights(construction: CopyingTransformer): DeviceWeights {
  const { weights, layout, ngram } = construction;
  const [gather, lookUp, ...more] = weights.blocks as readonly [Block, Block];
  demand(lookUp !== undefined && more.length === 0, 'there are not exactly two blocks');
  demand(weights.softmaxBase === 2, `the softmax base is ${weights.softmaxBase} and not 2`);
  const width = weights.embedding.columns;
  demand(layout.slotWidth === width - 1, 'a slot is not as wide as the letters and one flag');
  demand(gather.heads.length === ngram + 1, `block 1 has ${gather.heads.length} heads and not n + 1`);
  gather.heads.forEach((head, h) => {
    demand(isZero(head.query) && isZero(head.key), `head ${h} of block 1 has scores that are not all 0`);
    demand(isIdentity(head.value, width), `head ${h} of block 1 does not pass its input on`);
  });
  demand(
    lookUp.heads.length === 1 && lookUp.heads[0]!.window === Number.POSITIVE_INFINITY,
    'block 2 is not one head without window',
  );
  demand(passesOn(lookUp.mlp.inner, lookUp.mlp.outer, width), 'the MLP of block 2 does not pass its input on');

  const { inner, outer } = gather.mlp;
  const { query, key, value } = lookUp.heads[0]!;
  const placeOf = new Map([...layout.queryGates, ...layout.keyGates].map((gate) => [gate.output, gate]));
  const queryGates = selectedGates(query, placeOf, ngram, layout.slotWidth, 'W_q');
  const keyGates = selectedGates(key, placeOf, ngram, layout.slotWidth, 'W_k');
  demand(keyGates.weight === 1, `W_k has the weight ${keyGates.weight} and not 1`);
  demandValue(value, inner, outer, layout.value, width);

  const innerRows = rowsOf(inner);
  const outerRows = rowsOf(outer);
  const gates = [...queryGates.gates, ...keyGates.gates].map((gate) => gateNumbers(gate, innerRows, outerRows, width));
  const embedding = asF32(toDense(weights.embedding), 'the embedding');
  const unembedding = asF32(toDense(weights.unembedding), 'the unembedding');
  const windows = Uint32Array.from(gather.heads, ({ window }) => Math.min(window, 2 ** 32 - 1));
  const numbers = asF32(Float64Array.from(gates.flat()), 'a gate');
  return {
    width,
    slots: ngram,
    tokens: weights.tokens,
    embedding,
    unembedding,
    windows,
    gates: numbers,
    scale: asF32(Float64Array.of(queryGates.weight), 'B')[0]!,
    reach: windows.reduce((a, b) => Math.max(a, b)),
    stepWeights: joined([windows, embedding, unembedding, numbers]),
  };
}

function demand(holds: boolean, problem: string): asserts holds {
  if (!holds) {
    throw new RangeError(`the device runs the copying construction alone: ${problem}`);
  }
}

type SparseRow = ReadonlyMap<number, number>;

function rowsOf(matrix: SparseMatrix): SparseRow[] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const entries = new Map<number, number>();
    for (let k = matrix.rowStart[row]!; k < matrix.rowStart[row + 1]!; k++) {
      entries.set(matrix.columnIndex[k]!, matrix.values[k]!);
    }
    return entries;
  });
}

function isZero(matrix: SparseMatrix): boolean {
  return matrix.values.every((value) => value === 0);
}

function isIdentity(matrix: SparseMatrix, size: number): boolean {
  return (
    matrix.rows === size &&
    matrix.columns === size &&
    rowsOf(matrix).every((row, i) => row.size === 1 && row.get(i) === 1)
  );
}

/** Whether `outer` σ(`inner` x) = σ(x) − σ(−x) = x. */
function passesOn(inner: SparseMatrix, outer: SparseMatrix, width: number): boolean {
  const [hidden, output] = [rowsOf(inner), rowsOf(outer)];
  return (
    hidden.length === 2 * width &&
    output.length === width &&
    hidden.every((row, i) => row.size === 1 && row.get(i >> 1) === (i % 2 === 0 ? 1 : -1)) &&
    output.every((row, c) => row.size === 2 && row.get(2 * c) === 1 && row.get(2 * c + 1) === -1)
  );
}

/** Which gate each slot of a query or key is made from, and the one weight of all of it. */
function selectedGates(
  matrix: SparseMatrix,
  placeOf: ReadonlyMap<number, GatePlace>,
  slots: number,
  slotWidth: number,
  name: string,
): { gates: GatePlace[]; weight: number } {
  const rows = rowsOf(matrix);
  demand(rows.length === slots * slotWidth, `${name} has ${rows.length} rows and not n slots`);
  const weight = rows[0]!.values().next().value ?? 0;
  const gates = Array.from({ length: slots }, (_, slot) => {
    const first = rows[slot * slotWidth]!.keys().next().value ?? -1;
    const gate = placeOf.get(first);
    demand(gate !== undefined, `slot ${slot + 1} of ${name} is not a gate`);
    for (let c = 0; c < slotWidth; c++) {
      const row = rows[slot * slotWidth + c]!;
      demand(row.size === 1 && row.get(first + c) === weight, `slot ${slot + 1} of ${name} is not one gate as it is`);
    }
    return gate;
  });
  return { gates, weight };
}

/** The value is the mean of block 1's first head. */
function demandValue(
  value: SparseMatrix,
  inner: SparseMatrix,
  outer: SparseMatrix,
  first: number,
  width: number,
): void {
  const [rows, hidden, output] = [rowsOf(value), rowsOf(inner), rowsOf(outer)];
  const passed = rows.every((row, c) => {
    const from = output[first + c]!;
    const [positive, negative] = [...from.keys()];
    return (
      row.size === 1 &&
      row.get(first + c) === 1 &&
      from.size === 2 &&
      from.get(positive!) === 1 &&
      from.get(negative!) === -1 &&
      hidden[positive!]!.size === 1 &&
      hidden[positive!]!.get(c) === 1 &&
      hidden[negative!]!.size === 1 &&
      hidden[negative!]!.get(c) === -1
    );
  });
  demand(rows.length === width && passed, "the value is not the first head's output");
}

/** The twelve numbers of a gate, from its hidden rows u − s and −u − s. */
function gateNumbers(
  { slot, hidden, output }: GatePlace,
  innerRows: readonly SparseRow[],
  outerRows: readonly SparseRow[],
  width: number,
): number[] {
  const letters = width - 2;
  const [own, before] = [(slot - 1) * width, slot > 1 ? (slot - 2) * width : -1];
  const [first, second] = [letters, letters + 1];
  const numbers = new Map<string, number>([
    ['ownHead', slot - 1],
    ['previousHead', Math.max(slot - 2, 0)],
  ]);
  const where = `the gate of slot ${slot}`;
  /** Every coordinate of a slot must give the same. */
  const note = (name: (typeof GATE_NUMBERS)[number], value: number) => {
    demand((numbers.get(name) ?? value) === value, `${where} differs between its coordinates`);
    numbers.set(name, value);
  };
  for (let c = 0; c <= letters; c++) {
    const [plus, minus] = [hidden + 2 * c, hidden + 2 * c + 1];
    const joined = outerRows[output + c]!;
    demand(
      joined.size === 2 && joined.get(plus) === 1 && joined.get(minus) === -1,
      `${where} is not a difference of two ReLUs`,
    );
    const used = new Set<number>();
    const weight = (column: number) => {
      used.add(column);
      const [p, m] = [innerRows[plus]!.get(column) ?? 0, innerRows[minus]!.get(column) ?? 0];
      return { u: (p - m) / 2, s: -(p + m) / 2 || 0 };
    };
    const open = (column: number, name: (typeof GATE_NUMBERS)[number], sign: 1 | -1) => {
      const { u, s } = weight(column);
      demand(s === 0, `${where} is closed by what should open it`);
      note(name, sign * u || 0);
    };
    if (c < letters) {
      open(own + c, 'own', 1);
      if (before >= 0) open(before + c, 'previous', -1);
    } else {
      open(own + first, 'ownFirst', 1);
      open(own + second, 'ownSecond', 1);
    }
    if (before >= 0) {
      for (const [column, close, previous] of [
        [before + first, 'closeFirst', 'previousFirst'],
        [before + second, 'closeSecond', 'previousSecond'],
      ] as const) {
        const { u, s } = weight(column);
        note(close, s);
        if (c < letters) demand(u === 0, `${where} adds a special axis to a letter`);
        else note(previous, -u || 0);
      }
    }
    // For the two first slots this axis is among those above.
    if (slot > 2) {
      const { u, s } = weight(second);
      demand(u === 0, `${where} adds an axis of the newest token`);
      note('keepSecond', -s || 0);
    }
    const known = [...innerRows[plus]!.keys(), ...innerRows[minus]!.keys()].every((column) => used.has(column));
    demand(known, `${where} reads what is not its own`);
  }
  return GATE_NUMBERS.map((name) => numbers.get(name) ?? 0);
}

function joined(parts: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function asF32(numbers: Float64Array, name: string): Float32Array {
  const rounded = Float32Array.from(numbers);
  demand(
    numbers.every((value, i) => value === rounded[i]),
    `${name} has a number that f32 does not have`,
  );
  return rounded;
}
