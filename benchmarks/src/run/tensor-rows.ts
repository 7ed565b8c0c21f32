/** Tensors of any size, written and read in pieces: a gigabyte is neither made on the host nor handed over at once. */
import type { Device } from '@verbatim/gpu';
import {
  BYTES_OF,
  type Dtype,
  decodeNumbers,
  encodeNumbers,
  type PreparedKernel,
  type TensorPlace,
} from '@verbatim/kernels';

/** Bytes of one write or read. */
const PIECE = 2 ** 24;
/** Bytes handed over before the device is waited for: what waits is kept on the host. */
const FLIGHT = 2 ** 28;

/** A row that is repeated, as the device stores it. */
function encodedRow(row: Float32Array, dtype: Dtype): Uint8Array {
  // Pieces are whole words, and whole rows: an odd row of halves is taken twice.
  const whole = (row.length * BYTES_OF[dtype]) % 4 === 0 ? row : Float32Array.from([...row, ...row]);
  const encoded = encodeNumbers(whole, dtype);
  return new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
}

/** `bytes` repeated until there is a piece of them, `most` at most. */
function repeated(bytes: Uint8Array, most: number): Uint8Array {
  const length = Math.min(most, bytes.length * Math.max(1, Math.floor(PIECE / bytes.length)));
  const piece = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) {
    piece.set(bytes.subarray(0, Math.min(bytes.length, length - at)), at);
  }
  return piece;
}

/** Hands bytes over again and again until `size` bytes from `offset` on are full. */
async function writeAgain(device: Device, place: TensorPlace, offset: number, size: number, bytes: Uint8Array) {
  const piece = repeated(bytes, size);
  let waiting = 0;
  for (let at = 0; at < size; at += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, size - at));
    device.write(place.buffer, part, offset + at);
    waiting += part.length;
    if (waiting >= FLIGHT) {
      await device.finish();
      waiting = 0;
    }
  }
}

/** How many copies of a tensor a buffer holds, and how far apart they are. */
export interface Slots {
  readonly count: number;
  /** Bytes. */
  readonly stride: number;
}

const ONE: Slots = { count: 1, stride: 0 };

/** Fills a tensor, or each of its copies, with a row that is repeated. Numbers beyond the tensor's own are never read. */
export async function fillPlace(device: Device, place: TensorPlace, row: Float32Array, { count, stride }: Slots = ONE) {
  const own = roundedBytes(place);
  const encoded = encodedRow(row, place.dtype);
  if (count > 1 && own < PIECE) {
    const slot = new Uint8Array(stride);
    slot.set(repeated(encoded, own));
    await writeAgain(device, place, 0, count * stride, slot);
    return;
  }
  for (let copy = 0; copy < count; copy++) {
    await writeAgain(device, place, copy * stride, own, encoded);
  }
}

/** Bytes of a tensor, in whole words. */
function roundedBytes({ count, dtype }: TensorPlace): number {
  return 4 * Math.ceil((count * BYTES_OF[dtype]) / 4);
}

/** The number at a place of a tensor that is filled with a repeated row. */
export function rowNumber(row: Float32Array, index: number): number {
  return row[index % row.length]!;
}

/** A tensor that was read back: f32 as it is, f16 and u32 by their bits. */
export interface ReadTensor {
  readonly length: number;
  at(index: number): number;
  /** How many numbers are NaN or infinite. */
  notFinite(): number;
}

/** Reads a whole tensor of a kernel. */
export async function readTensor(device: Device, kernel: PreparedKernel, name: string): Promise<ReadTensor> {
  const places = kernel.placesOf(name);
  const length = Math.max(...places.map(({ first, count }) => first + count));
  const { dtype } = places[0]!;
  const numbers =
    dtype === 'f16' ? new Uint16Array(length) : dtype === 'f32' ? new Float32Array(length) : new Uint32Array(length);
  for (const { buffer, first, count } of places) {
    const bytes = new Uint8Array(numbers.buffer, first * BYTES_OF[dtype], count * BYTES_OF[dtype]);
    for (let at = 0; at < bytes.length; at += PIECE) {
      const size = Math.min(PIECE, 4 * Math.ceil((bytes.length - at) / 4));
      const piece = new Uint8Array(await device.read(buffer, at, size));
      bytes.set(piece.subarray(0, Math.min(size, bytes.length - at)), at);
    }
  }
  if (dtype === 'f16') {
    const values = halves();
    const finite = (bits: number) => (bits & 0x7c00) !== 0x7c00;
    return { length, at: (i) => values[numbers[i]!]!, notFinite: () => count(numbers, (bits) => !finite(bits)) };
  }
  return { length, at: (i) => numbers[i]!, notFinite: () => count(numbers, (value) => !Number.isFinite(value)) };
}

function count(numbers: ArrayLike<number>, is: (value: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (is(numbers[i]!)) found += 1;
  }
  return found;
}

let everyHalf: Float64Array | undefined;

/** The value of each of the 65,536 halves. */
function halves(): Float64Array {
  everyHalf ??= decodeNumbers(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer, 'f16', 2 ** 16);
  return everyHalf;
}
