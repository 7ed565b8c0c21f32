/**
 * Weights as a safetensors file: an 8-byte little-endian header length, a JSON header, then the tensors, dense, row-major,
 * as 64-bit floats, which hold every weight of the construction exactly.
 *
 * The format is written here because no maintained package writes it; it is a page long.
 */
import type { CopyingTransformer } from './copying-transformer.js';
import { namedWeights } from './named-weights.js';
import { toDense } from './sparse-matrix.js';

/** The largest file that is written, in bytes: dense matrices grow with the square of n. */
const LARGEST_FILE = 2 ** 30;

/**
 * The bytes of a safetensors file with all weights. What a reader needs beside the matrices is in the metadata:
 * `softmax_base`, `B` (already inside `blocks.1.heads.0.query`), `windows` of the heads, block by block, and
 * the (D, n, L) that the weights were written for; the L of the fixed T is Dⁿ + n − 1.
 *
 * @throws RangeError when the file would be larger than 1 GiB.
 */
export function safetensors(construction: CopyingTransformer): Uint8Array {
  const { weights } = construction;
  const tensors = [...namedWeights(weights)];
  const size = tensors.reduce((sum, { matrix }) => sum + 8 * matrix.rows * matrix.columns, 0);
  if (size > LARGEST_FILE)
    throw new RangeError(
      `the dense weights take ${(size / 2 ** 30).toFixed(1)} GiB; at most 1 GiB is written: use a smaller n or alphabet`,
    );
  const { alphabetSize, ngram, maxLength } = construction;
  const longest = maxLength ?? BigInt(alphabetSize) ** BigInt(ngram) + BigInt(ngram) - 1n;
  const header: Record<string, unknown> = {
    __metadata__: {
      format: 'verbatim.copying-transformer/1',
      softmax_base: String(weights.softmaxBase),
      B: String(construction.softmaxScale),
      windows: weights.blocks.map(({ heads }) => heads.map(({ window }) => window).join(',')).join(';'),
      alphabet_size: String(alphabetSize),
      ngram: String(ngram),
      max_length: String(longest),
      stop: String(construction.stop),
    },
  };
  let offset = 0;
  for (const { name, matrix } of tensors) {
    const end = offset + 8 * matrix.rows * matrix.columns;
    header[name] = { dtype: 'F64', shape: [matrix.rows, matrix.columns], data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the tensors start at a multiple of 8 bytes.
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(start + size).fill(0x20, 8, start);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  file.set(json, 8);
  let position = start;
  for (const { matrix } of tensors)
    for (const value of toDense(matrix)) {
      view.setFloat64(position, value, true);
      position += 8;
    }
  return file;
}
