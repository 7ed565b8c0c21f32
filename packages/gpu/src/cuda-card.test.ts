/** The CUDA device on a card; skipped where there is none. What the adapter does without one is in the tests with a fake driver. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCuda, openCuda } from './cuda.js';
import type { CudaDevice } from './cuda-device.js';
import { ShaderError } from './errors.js';
import { expectedSums, runSums, sums } from './opened.testing.js';
import { LEAST_STEPS } from './sampling.js';

const absent = typeof (await findCuda()) === 'string';

async function opened(): Promise<CudaDevice> {
  const device = await openCuda();
  onTestFinished(() => device.destroy());
  return device;
}

describe('a device over CUDA', () => {
  it.skipIf(absent)('computes', async () => {
    expect(await runSums(await opened(), 100)).toEqual(expectedSums(100));
  });

  it.skipIf(absent)('gives zeroed memory, writes where it is told, and poisons all of it with NaN', async () => {
    const device = await opened();
    const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: (1 << 25) + 20 });
    const data = new Uint32Array(1 << 22).map((_, i) => i * 2_654_435_761);
    device.write(buffer, data, 8);
    data.fill(1);
    const found = new Uint32Array(await device.read(buffer));
    expect([found[0], found[1], found.at(-1)]).toEqual([0, 0, 0]);
    expect(found.subarray(2, 2 + data.length).every((word, i) => word === (i * 2_654_435_761) % 2 ** 32)).toBe(true);
    device.poison(buffer);
    expect(new Float32Array(await device.read(buffer)).every(Number.isNaN)).toBe(true);
  });

  it.skipIf(absent)('says where a program is wrong', async () => {
    const device = await opened();
    const program = sums(4);
    const source = program.cuda!.source.replace('float sum = 0.0f;', 'float sum = zero;');
    await expect(device.compile({ ...program, cuda: { ...program.cuda!, source } })).rejects.toMatchObject({
      constructor: ShaderError,
      line: 4,
      column: 15,
    });
  });

  it.skipIf(absent)('replays a list of launches in order', async () => {
    const device = await opened();
    const [x, y] = [
      await device.createBuffer({ label: 'x', purpose: 'state', size: 4 }),
      await device.createBuffer({ label: 'y', purpose: 'state', size: 4 }),
    ];
    const source = 'extern "C" __global__ void next(const float *x, float *y) { y[0] = 2.0f * x[0] + 1.0f; }';
    const program = await device.compile({ name: 'next', cuda: { source, entry: 'next', threads: [1, 1, 1] } });
    const one = { program, bindings: [x, y], workgroups: [1, 1, 1] } as const;
    const other = { ...one, bindings: [y, x] };
    const list = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? one : other));
    for (let times = 0; times < 3; times++) {
      device.write(x, Float32Array.of(0));
      device.submit(list);
      // 2^25 − 1 is no f32 and becomes 2^25, so that 40 steps come to 2^40.
      expect(new Float32Array(await device.read(x))[0]).toBe(2 ** 40);
    }
  });

  it.skipIf(absent)('times by the clock of the card', async () => {
    const device = await opened();
    const timeOf = async (count: number) => {
      const input = await device.createBuffer({ label: 'in', purpose: 'state', size: 4 * count });
      const output = await device.createBuffer({ label: 'out', purpose: 'state', size: 4 * count });
      const program = await device.compile(sums(count));
      return device.time([[{ program, bindings: [input, output], workgroups: [Math.ceil(count / 64), 1, 1] }]]);
    };
    const { nanoseconds, clock, timer, repeats } = await timeOf(64);
    expect(clock).toBe('device');
    const least = LEAST_STEPS * Math.max(timer.stepNanoseconds, timer.emptyPassNanoseconds);
    expect(Math.min(...nanoseconds) * repeats).toBeGreaterThanOrEqual(0.999 * least);
    const longer = await timeOf(65_536);
    expect(Math.min(...longer.nanoseconds)).toBeGreaterThan(10 * Math.min(...nanoseconds));
  });
});
