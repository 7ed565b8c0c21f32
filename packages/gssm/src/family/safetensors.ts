/**
 * Reads a safetensors file: an 8-byte little-endian header length, a JSON header, then the numbers of the tensors.
 *
 * The format is a page long and is read here, because the packages that read it either fetch it from a model hub or are not
 * kept up.
 */

import { z } from 'zod';
import { minifloat } from './minifloat.js';
import { doubles, sizeOf, type Tensor, type Weights, words } from './tensor.js';

/** The longest header that the format allows. */
const LONGEST_HEADER = 100_000_000;

const count = z.int().min(0);
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(z.unknown());

/** What such a file holds. */
export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Weights;
}

/** The numbers of a tensor, from its bytes. */
const READERS: { readonly [dtype: string]: { readonly bytes: number; read(view: DataView): Float64Array } } = {
  F64: { bytes: 8, read: (view) => numbers(view, 8, (at) => view.getFloat64(at, true)) },
  F32: { bytes: 4, read: (view) => numbers(view, 4, (at) => view.getFloat32(at, true)) },
  F16: { bytes: 2, read: (view) => minifloat('f16', 5, 10).decode(halves(view)) },
  BF16: { bytes: 2, read: (view) => minifloat('bf16', 8, 7).decode(halves(view)) },
};

function numbers(view: DataView, bytes: number, at: (offset: number) => number): Float64Array {
  return doubles(view.byteLength / bytes, (i) => at(bytes * i));
}

function halves(view: DataView): Uint32Array {
  return words(view.byteLength / 2, (i) => view.getUint16(2 * i, true));
}

/**
 * All tensors of a file, as doubles, and its metadata.
 *
 * @param file - the bytes of the file. Tensors of F64, F32, F16 and BF16 are read.
 * @throws TypeError with one line when the file is malformed or has tensors of another type.
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.byteLength < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= LONGEST_HEADER && 8 + length <= file.byteLength))
    throw malformed('there is no header of the length that the first 8 bytes give');
  const data = file.subarray(8 + length);
  const { __metadata__: metadata = {}, ...entries } = header(file.subarray(8, 8 + length));
  const tensors = Object.entries(entries).map(([name, entry]): [string, Tensor] => [
    name,
    readTensor(name, entry, data),
  ]);
  return { metadata, tensors: new Map(tensors) };
}

function header(bytes: Uint8Array): z.infer<typeof headerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw malformed('the header is not JSON');
  }
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw malformed('the header is no object, or its metadata are not texts');
  return parsed.data;
}

function readTensor(name: string, entry: unknown, data: Uint8Array): Tensor {
  const parsed = tensorSchema.safeParse(entry);
  if (!parsed.success) throw malformed(`${JSON.stringify(name)} has no dtype, shape and data_offsets`);
  const { dtype, shape } = parsed.data;
  const [from, to] = parsed.data.data_offsets;
  const reader = Object.hasOwn(READERS, dtype) ? READERS[dtype] : undefined;
  if (reader === undefined)
    throw malformed(`${JSON.stringify(name)} is of type ${JSON.stringify(dtype)}; accepted are F64, F32, F16 and BF16`);
  if (to - from !== reader.bytes * sizeOf(shape) || to > data.byteLength)
    throw malformed(`${JSON.stringify(name)} of shape [${shape}] does not take the bytes ${from} to ${to}`);
  return { shape, values: reader.read(new DataView(data.buffer, data.byteOffset + from, to - from)) };
}

function malformed(problem: string): TypeError {
  return new TypeError(`safetensors file: ${problem}`);
}
