import { type Device, openDawn } from '@verbatim/gpu';
import { attentionDecode, bytesOf, decodeNumbers, diagonalScan, encodeNumbers, prepareKernel } from '@verbatim/kernels';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeSubject } from '../subjects/attention.js';
import { diagonal } from '../subjects/scans.js';
import { coldCopies, copiesFor, FLUSH_BYTES } from './cold-copies.js';
import { countState } from './measure-others.js';
import { countNotFiniteOnDevice, fillOnDevice } from './memory-programs.js';
import { countNotFinite, readPlaces } from './read-places.js';
import { fillPlace, poisonPlace, rowNumber, rowNumbers } from './tensor-rows.js';

let device: Device;
beforeAll(async () => {
  device = await openDawn();
});
afterAll(() => device.destroy());

describe('a tensor', () => {
  test.each([
    ['f32', 7, 1000],
    ['f16', 7, 1001],
    ['f16', 8, 30],
    ['f32', 5000, 3],
    ['u32', 1, 1],
  ] as const)('of %s is filled with a row of %d numbers and read back, %d long', async (dtype, period, count) => {
    const row = Float32Array.from({ length: period }, (_, i) => (dtype === 'u32' ? 3 + i : (i - 3) / 512));
    const size = 4 * Math.ceil((count * (dtype === 'f16' ? 2 : 4)) / 4);
    const buffer = await device.createBuffer({ label: 't', purpose: 'scratch', size });
    await fillPlace(device, { buffer, dtype, count, first: 0 }, row);
    const numbers = decodeNumbers(await device.read(buffer), dtype, count);
    expect(numbers).toEqual(Float64Array.from(numbers, (_, i) => rowNumber(row, i)));
    buffer.destroy();
  });

  test('in parts goes on in the next buffer where the one before ends', async () => {
    const row = Float32Array.from({ length: 7 }, (_, i) => i);
    const buffer = await device.createBuffer({ label: 't', purpose: 'scratch', size: 40 });
    await fillPlace(device, { buffer, dtype: 'f32', count: 10, first: 24 }, row);
    expect([...new Float32Array(await device.read(buffer))]).toEqual([3, 4, 5, 6, 0, 1, 2, 3, 4, 5]);
    expect([...rowNumbers(row, 24, 10)]).toEqual([3, 4, 5, 6, 0, 1, 2, 3, 4, 5]);
    buffer.destroy();
  });

  test('that has NaN in it is told', async () => {
    const kernel = await prepareKernel(device, diagonalScan, { length: 8, channels: 4 });
    const [place] = kernel.placesOf('out');
    await poisonPlace(device, place!);
    expect(await countNotFinite(device, kernel, 'out')).toBe(32);
    kernel.write(
      'out',
      Float32Array.from({ length: 32 }, (_, i) => (i === 5 ? Number.POSITIVE_INFINITY : i)),
    );
    expect(await countNotFinite(device, kernel, 'out')).toBe(1);
    kernel.destroy();
  });

  test('is read in the places that are asked for, in their order, however far apart', async () => {
    const shape = { length: 3000, channels: 40 };
    const kernel = await prepareKernel(device, diagonalScan, shape);
    kernel.write(
      'out',
      Float32Array.from({ length: 120_000 }, (_, i) => i),
    );
    const places = [119_999, 0, 16_384, 16_383, 5, 70_000, 70_000];
    expect([...(await readPlaces(device, kernel, 'out', places))]).toEqual(places);
    kernel.destroy();
  });
});

describe('what a card does with its own memory', () => {
  test.each([
    ['one tensor', 1000, 1, 0],
    ['many copies', 1000, 5, 1280],
    ['more than a part', 2 ** 20 + 36, 1, 0],
  ])('fills %s as the host does', async (_, bytes, count, stride) => {
    const row = Float32Array.from({ length: 67 }, (_, i) => i / 512);
    const encoded = new Uint8Array(row.buffer);
    const size = count === 1 ? bytes : count * stride;
    const [own, host] = [
      await device.createBuffer({ label: 'own', purpose: 'scratch', size }),
      await device.createBuffer({ label: 'host', purpose: 'scratch', size }),
    ];
    await fillOnDevice(device, own, encoded, { size, stride: count === 1 ? size : stride });
    const place = { buffer: host, dtype: 'f32', count: bytes / 4, first: 0 } as const;
    await fillPlace(device, place, row, { count, stride });
    const [found, wanted] = [new Float32Array(await device.read(own)), new Float32Array(await device.read(host))];
    for (let slot = 0; slot < count; slot++) {
      const [from, to] = [(slot * stride) / 4, (slot * stride + bytes) / 4];
      expect(found.subarray(from, to)).toEqual(wanted.subarray(from, to));
    }
    own.destroy();
    host.destroy();
  });

  test.each([
    ['f32', [1, Number.NaN, 2, Number.NEGATIVE_INFINITY, 0], 2],
    ['f16', [1, Number.NaN, 65_504, Number.POSITIVE_INFINITY, 5], 2],
    ['f32', [0, 3.4e38, -1e-44], 0],
  ] as const)('counts the numbers of %s %j that are not finite', async (dtype, numbers, wanted) => {
    const encoded = encodeNumbers(Float32Array.from(numbers), dtype);
    // What lies behind the last number is NaN and no part of it.
    const bytes = new Uint8Array(4 * Math.ceil(encoded.byteLength / 4)).fill(0xff);
    bytes.set(new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength));
    const buffer = await device.createBuffer({ label: 't', purpose: 'scratch', size: bytes.length });
    device.write(buffer, bytes);
    expect(await countNotFiniteOnDevice(device, { buffer, dtype, count: numbers.length, first: 0 })).toBe(wanted);
    buffer.destroy();
  });
});

describe('cold copies', () => {
  test('are as many as flush one another, and one where a run does so by itself', () => {
    for (const kind of ['hardware', 'software'] as const) {
      for (const bytes of [5120, 1e6, FLUSH_BYTES[kind]]) {
        expect((copiesFor(bytes, kind) - 1) * bytes).toBeGreaterThanOrEqual(FLUSH_BYTES[kind]);
      }
      expect(copiesFor(4 * FLUSH_BYTES[kind], kind)).toBe(1);
    }
  });

  test('each run right, with inputs and results of their own', async () => {
    const shape = { length: 33, channels: 5 };
    const inputs = diagonal.inputs(shape, 33);
    const kernel = await prepareKernel(device, diagonalScan, shape);
    const before = device.ledger.liveBytes;
    const { variants, destroy } = await coldCopies(device, kernel, inputs, 3);
    const wanted = diagonalScan.reference(shape, {
      x: Float64Array.from({ length: 165 }, (_, i) => rowNumber(inputs.x!, i)),
      a: Float64Array.from(inputs.a!),
      c: Float64Array.from(inputs.c!),
      state: Float64Array.from(inputs.state!),
    }).out!;
    const place = kernel.placesOf('out')[0]!.buffer;
    for (const variant of variants) {
      device.submit(variant);
      const outputs = variant.flatMap(({ bindings }, step) =>
        kernel.dispatches[step]!.bindings.flatMap((original, i) => (original === place ? [bindings[i]!] : [])),
      );
      const { buffer, offset, size } = outputs[0] as { buffer: typeof place; offset: number; size: number };
      const found = new Float32Array(await device.read(buffer, offset, size));
      expect(Math.max(...found.map((number, i) => Math.abs(number - wanted[i]!)))).toBeLessThan(1e-5);
    }
    expect(new Set(variants.map(([step]) => (step!.bindings[0] as { offset: number }).offset)).size).toBe(3);
    destroy();
    expect(device.ledger.liveBytes).toBe(before);
    kernel.destroy();
  });
});

describe('state', () => {
  test('is counted as a device counts it', async () => {
    const declared = { heads: 2, headDim: 8 };
    const { definition, shapeAt } = decodeSubject;
    const shape = shapeAt(declared, 100);
    const kernel = await prepareKernel(device, attentionDecode, shape);
    const { memory } = countState({ kind: 'state', definition, shapeAt }, declared, 100, 'f32');
    for (const purpose of ['kv-cache', 'state'] as const) {
      expect(memory!.ledger[purpose]).toBe(device.ledger.live[purpose]);
    }
    expect(memory!.ledgerBytes).toBe(2 * 2 * 100 * 8 * 4 + 4);
    expect(memory!.ledgerBytes).toBeLessThan(
      definition.tensors(shape, 'f32').reduce((sum, spec) => sum + bytesOf(spec), 0),
    );
    kernel.destroy();
  });
});
