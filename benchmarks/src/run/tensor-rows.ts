/** Tensors of any size, filled by the card itself or in pieces: a gigabyte is neither made on the host nor handed over at once. */
import type { Device } from '@verbatim/gpu';
import { BYTES_OF, type Dtype, encodeNumbers, type TensorPlace } from '@verbatim/kernels';
import { fillOnDevice, hasMemoryPrograms } from './memory-programs.js';

/** Bytes of one write. */
const PIECE = 2 ** 24;
/** Bytes handed over before the device is waited for: what waits is kept on the host. */
const FLIGHT = 2 ** 28;
/** A row of poison: any whole words do. */
const POISON_BYTES = 2 ** 12;

/** A row that is repeated, from the number on that `first` of the tensor is, as the device stores it. */
function encodedRow(whole: Float32Array, first: number, dtype: Dtype): Uint8Array {
  const row = first % whole.length === 0 ? whole : rotated(whole, first % whole.length);
  // Pieces are whole words, and whole rows: an odd row of halves is taken twice.
  const words = (row.length * BYTES_OF[dtype]) % 4 === 0 ? row : Float32Array.from([...row, ...row]);
  const encoded = encodeNumbers(words, dtype);
  return new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
}

function rotated(row: Float32Array, by: number): Float32Array {
  const turned = new Float32Array(row.length);
  turned.set(row.subarray(by));
  turned.set(row.subarray(0, by), row.length - by);
  return turned;
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

/** Fills a tensor's part in a buffer, or each of its copies, with the row that the tensor repeats. Numbers beyond the tensor's own are never read. */
export function fillPlace(device: Device, place: TensorPlace, row: Float32Array, slots: Slots = ONE): Promise<void> {
  return fillBytes(device, place, encodedRow(row, place.first, place.dtype), slots);
}

/** Fills a tensor with the byte 0xFF, which is NaN as f32 and as f16. */
export function poisonPlace(device: Device, place: TensorPlace): Promise<void> {
  return fillBytes(device, place, new Uint8Array(POISON_BYTES).fill(0xff), ONE);
}

async function fillBytes(device: Device, place: TensorPlace, encoded: Uint8Array, { count, stride }: Slots) {
  const own = roundedBytes(place);
  if (hasMemoryPrograms(device)) {
    const size = count === 1 ? own : count * stride;
    await fillOnDevice(device, place.buffer, encoded, { size, stride: count === 1 ? own : stride });
    return;
  }
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

/** The numbers of such a tensor from a place on. */
export function rowNumbers(row: Float32Array, from: number, count: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; ) {
    const start = (from + i) % row.length;
    const piece = row.subarray(start, start + count - i);
    numbers.set(piece, i);
    i += piece.length;
  }
  return numbers;
}
