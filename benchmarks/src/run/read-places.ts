/**
 * Reading results back: only the places that are compared leave the device, and whether every number is finite is counted where they
 * are. What a tensor holds beyond that is never needed.
 */
import type { Device } from '@verbatim/gpu';
import { BYTES_OF, type Dtype, decodeNumbers, type PreparedKernel, type TensorPlace } from '@verbatim/kernels';
import { countNotFiniteOnDevice, hasMemoryPrograms } from './memory-programs.js';

/** Bytes that are read at once at the most, and at the least: places that are near each other share a read. */
const MOST = 2 ** 24;
const PAGE = 2 ** 16;

/** The numbers at some places of a tensor, in the order of the places. */
export async function readPlaces(
  device: Device,
  kernel: PreparedKernel,
  name: string,
  places: readonly number[],
): Promise<Float64Array> {
  const numbers = new Float64Array(places.length);
  for (const { buffer, dtype, count, first } of kernel.placesOf(name)) {
    const perPage = PAGE / BYTES_OF[dtype];
    const byPage = new Map<number, number[]>();
    for (const [i, place] of places.entries()) {
      if (place < first || place >= first + count) continue;
      const page = Math.floor((place - first) / perPage);
      const own = byPage.get(page);
      if (own === undefined) byPage.set(page, [i]);
      else own.push(i);
    }
    for (const [from, to] of runsOf([...byPage.keys()])) {
      const start = from * PAGE;
      const piece = await device.read(buffer, start, Math.min(to * PAGE, wholeBytes(dtype, count)) - start);
      const values = decodeNumbers(piece, dtype, Math.min(to * perPage, count) - from * perPage);
      for (let page = from; page < to; page++) {
        for (const i of byPage.get(page)!) numbers[i] = values[places[i]! - first - from * perPage]!;
      }
    }
  }
  return numbers;
}

/** How many numbers of a tensor are NaN or infinite. */
export async function countNotFinite(device: Device, kernel: PreparedKernel, name: string): Promise<number> {
  let found = 0;
  for (const place of kernel.placesOf(name)) {
    const { buffer, dtype, count } = place;
    if (dtype === 'u32') continue;
    if (hasMemoryPrograms(device)) {
      found += await countNotFiniteOnDevice(device, { ...place, dtype });
      continue;
    }
    const size = wholeBytes(dtype, count);
    for (let at = 0; at < size; at += MOST) {
      const piece = await device.read(buffer, at, Math.min(MOST, size - at));
      const rest = count - at / BYTES_OF[dtype];
      found += notFinite(dtype === 'f16' ? new Uint16Array(piece) : new Uint32Array(piece), rest, dtype);
    }
  }
  return found;
}

/** Bits of the exponent; all of them are 1 where a number is not finite. */
const EXPONENT: Readonly<Record<Exclude<Dtype, 'u32'>, number>> = { f16: 0x7c00, f32: 0x7f80_0000 };

function notFinite(bits: Uint16Array | Uint32Array, most: number, dtype: Exclude<Dtype, 'u32'>): number {
  const exponent = EXPONENT[dtype];
  let found = 0;
  for (let i = 0; i < Math.min(bits.length, most); i++) {
    if ((bits[i]! & exponent) === exponent) found += 1;
  }
  return found;
}

/** Runs of pages that follow one another, from the first to behind the last; none is larger than one read. */
function runsOf(pages: readonly number[]): (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  for (const page of pages.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page && page - last[0] < MOST / PAGE) last[1] = page + 1;
    else runs.push([page, page + 1]);
  }
  return runs;
}

/** Bytes of a tensor, in whole words. */
function wholeBytes(dtype: TensorPlace['dtype'], count: number): number {
  return 4 * Math.ceil((count * BYTES_OF[dtype]) / 4);
}
