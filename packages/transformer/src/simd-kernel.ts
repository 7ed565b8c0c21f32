/**
 * The WebAssembly module behind `simd-memory.ts`, written out one instruction a line: inner products of one query with many
 * keys, in four interleaved lanes (two registers of two) that are added in pairs at the end, which is the order that
 * every number system keeps to.
 */

/** scores[…] = ⟨query, key⟩ for the keys from `key` to `keysEnd`; all addresses are in bytes, keys follow one another. */
export type SimdKernel = (
  query: number,
  key: number,
  keysEnd: number,
  /** Where the query's last whole group of four coordinates ends. */
  groupsEnd: number,
  /** How many coordinates follow it: 0 … 3. */
  rest: number,
  score: number,
) => void;

const QUERY = 0;
const KEY = 1;
const KEYS_END = 2;
const GROUPS_END = 3;
const REST = 4;
const SCORE = 5;
// Locals: the coordinate of the query that is next, and the registers of lanes 0, 1 and 2, 3.
const AT = 6;
const LOW = 7;
const HIGH = 8;

const I32 = 0x7f;
const V128 = 0x7b;

/** An unsigned number in LEB128, as WebAssembly writes lengths, indices and opcodes. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const constant = (value: number) => [0x41, value];
const add = [0x6a];
const and = [0x71];
const lessUnsigned = [0x49];
const addDoubles = [0xa0];
const storeDouble = [0x39, 3, 0];
const loop = [0x03, 0x40];
const when = [0x04, 0x40];
const otherwise = [0x05];
const end = [0x0b];
const againIf = [0x0d, 0];
const simd = (opcode: number, ...immediates: number[]) => [0xfd, ...leb(opcode), ...immediates];
const zeros = simd(0x0c, ...new Array<number>(16).fill(0));
const loadTwo = (offset: number) => simd(0x00, 3, offset);
const loadOne = simd(0x5d, 3, 0);
const lane = (index: number) => simd(0x21, index);
const addLanes = simd(0xf0);
const multiplyLanes = simd(0xf2);

const advance = (local: number, bytes: number) => [...get(local), ...constant(bytes), ...add, ...set(local)];

/** register += query[AT …] · key[KEY …] */
function accumulate(register: number, load: readonly number[]): number[] {
  const product = [...get(AT), ...load, ...get(KEY), ...load, ...multiplyLanes];
  return [...get(register), ...product, ...addLanes, ...set(register)];
}

const body = [
  ...loop,
  ...[...get(QUERY), ...set(AT)],
  ...[...zeros, ...set(LOW)],
  ...[...zeros, ...set(HIGH)],
  // Whole groups of four coordinates.
  ...[...get(AT), ...get(GROUPS_END), ...lessUnsigned, ...when],
  ...loop,
  ...accumulate(LOW, loadTwo(0)),
  ...accumulate(HIGH, loadTwo(16)),
  ...advance(KEY, 32),
  ...[...get(AT), ...constant(32), ...add, ...tee(AT), ...get(GROUPS_END), ...lessUnsigned, ...againIf],
  ...end,
  ...end,
  // Two more, then one more; a lane without a coordinate gets 0 · 0.
  ...[...get(REST), ...constant(2), ...and, ...when],
  ...accumulate(LOW, loadTwo(0)),
  ...advance(KEY, 16),
  ...advance(AT, 16),
  ...[...get(REST), ...constant(1), ...and, ...when],
  ...accumulate(HIGH, loadOne),
  ...advance(KEY, 8),
  ...end,
  ...otherwise,
  ...[...get(REST), ...when],
  ...accumulate(LOW, loadOne),
  ...advance(KEY, 8),
  ...end,
  ...end,
  // score = low₀ + low₁ + (high₀ + high₁)
  ...get(SCORE),
  ...[...get(LOW), ...lane(0), ...get(LOW), ...lane(1), ...addDoubles],
  ...[...get(HIGH), ...lane(0), ...get(HIGH), ...lane(1), ...addDoubles],
  ...[...addDoubles, ...storeDouble],
  ...advance(SCORE, 8),
  ...[...get(KEY), ...get(KEYS_END), ...lessUnsigned, ...againIf],
  ...end,
  ...end,
];

const list = (...items: readonly number[][]) => [...leb(items.length), ...items.flat()];
const text = (name: string) => [name.length, ...new TextEncoder().encode(name)];
const sized = (bytes: readonly number[]) => [...leb(bytes.length), ...bytes];
const section = (id: number, content: readonly number[]) => [id, ...sized(content)];

const KERNEL_TYPE = [0x60, ...list([I32], [I32], [I32], [I32], [I32], [I32]), 0];
const IMPORTED_MEMORY = [...text('host'), ...text('memory'), 2, 0, 1];

/** The binary module: imports `host.memory`, exports the kernel as `scores`. */
export const SIMD_MODULE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, list(KERNEL_TYPE)),
  ...section(2, list(IMPORTED_MEMORY)),
  ...section(3, list([0])),
  ...section(7, list([...text('scores'), 0, 0])),
  ...section(10, list(sized([...list([1, I32], [2, V128]), ...body]))),
]);
