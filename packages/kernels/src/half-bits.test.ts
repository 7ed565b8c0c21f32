import { Float16Array } from '@petamoriken/float16';
import { expect, it } from 'vitest';
import { webgpuDevice } from './devices.testing.js';
import { HALF_BITS_WGSL } from './half-bits.js';
import { uniformNumbers } from './random-numbers.js';

/** What the device makes of f32 numbers. */
async function halfBitsOf(numbers: Float32Array, wgsl = HALF_BITS_WGSL): Promise<Uint32Array> {
  const device = await webgpuDevice();
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'scratch', size: numbers.byteLength });
  try {
    const program = await device.compile({
      name: 'half-bits',
      wgsl: `${wgsl}
@group(0) @binding(0) var<storage, read_write> numbers: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < ${numbers.length}u) {
    numbers[id.x] = halfBits(bitcast<f32>(numbers[id.x]));
  }
}
`,
    });
    device.write(buffer, numbers);
    device.submit([{ program, bindings: [buffer], workgroups: [Math.ceil(numbers.length / 64), 1, 1] }]);
    return new Uint32Array(await device.read(buffer));
  } finally {
    buffer.destroy();
  }
}

/** Every binary16 number, the middle to the next, and the f32 numbers on both sides of that; and random ones of all sizes. */
function numbers(): Float32Array {
  const found: number[] = [];
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const halves = new Float16Array(Uint16Array.from({ length: 0x7c00 }, (_, i) => i).buffer);
  for (let i = 0; i + 1 < halves.length; i += 7) {
    float[0] = (halves[i]! + halves[i + 1]!) / 2;
    found.push(halves[i]!, float[0]);
    bits[0]! += 1;
    found.push(float[0]);
    bits[0]! -= 2;
    found.push(float[0]);
  }
  for (const x of uniformNumbers(1, 2000)) {
    for (const size of [1, 2 ** -13, 2 ** -20, 2 ** -26, 2 ** 15]) found.push(x * size);
  }
  return Float32Array.from([...found, ...found.map((x) => -x), 65504, 65519, 65520, 1e30, -1e30, 0]);
}

it('rounds to the nearest binary16, ties to even, as the host does', async () => {
  const given = numbers();
  const wanted = Uint32Array.from(new Uint16Array(Float16Array.from(given).buffer));
  const found = await halfBitsOf(given);
  // -0 and 0 are both right for what rounds to 0 from below.
  const wrong = [...given].filter((_, i) => found[i] !== wanted[i]);
  expect(wrong).toEqual([]);
});

it('keeps NaN a NaN and infinity infinite', async () => {
  expect([...(await halfBitsOf(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY)))]).toEqual([0x7e00, 0x7c00]);
});

it('would be seen to cut off instead of rounding', async () => {
  const given = Float32Array.of(1 - 2 ** -13, 1 + 2 ** -12);
  expect([...(await halfBitsOf(given))]).toEqual([0x3c00, 0x3c00]);
  const cut = HALF_BITS_WGSL.replace('+ 0xfffu + ((magnitude >> 13u) & 1u)', '');
  expect([...(await halfBitsOf(given, cut))]).toEqual([0x3bff, 0x3c00]);
});
