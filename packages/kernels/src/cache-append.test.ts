import type { CompiledProgram, DeviceBuffer, Dispatch } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { attentionDecode } from './attention-decode.js';
import { type CacheAppendShape, cacheAdvance, cacheAppend } from './cache-append.js';
import { SMALL_DEVICE, storedInF32, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { uniformNumbers } from './random-numbers.js';
import { bytesOf } from './tensor-size.js';

const shape: CacheAppendShape = { heads: 3, capacity: 50, keyDim: 8, valueDim: 5 };

describe('the cache', () => {
  it('grows by steps of append, advance and decode that are all submitted at once', async () => {
    const device = await webgpuDevice();
    const steps = 20;
    const made = new Map<string, DeviceBuffer>();
    const compiled = new Map<string, CompiledProgram>();
    /** One run; the tensors in `own` are those of this step, the others are shared by all. */
    const dispatchesOf = async <S extends object>(
      definition: KernelDefinition<S>,
      of: S,
      own: readonly string[],
      step: number,
    ): Promise<Dispatch[]> => {
      const dispatches: Dispatch[] = [];
      for (const { program, tensors, workgroups } of definition.plan(of, 'f32', device.info)) {
        compiled.set(program.name, compiled.get(program.name) ?? (await device.compile(program)));
        const bindings: DeviceBuffer[] = [];
        for (const name of tensors) {
          const label = own.includes(name) ? `${name} ${step}` : name;
          const size = bytesOf(definition.tensors(of, 'f32').find((spec) => spec.name === name)!);
          made.set(label, made.get(label) ?? (await device.createBuffer({ label, purpose: 'scratch', size })));
          bindings.push(made.get(label)!);
        }
        dispatches.push({ program: compiled.get(program.name)!, bindings, workgroups });
      }
      return dispatches;
    };
    const rows = (name: string, step: number, width: number) =>
      uniformNumbers(100 * step + name.length, 3 * width).map(Math.fround);
    const dispatches: Dispatch[] = [];
    for (let step = 0; step < steps; step++) {
      dispatches.push(
        ...(await dispatchesOf(cacheAppend, shape, ['key', 'value'], step)),
        ...(await dispatchesOf(cacheAdvance, {}, [], step)),
        ...(await dispatchesOf(attentionDecode, shape, ['q', 'out'], step)),
      );
      for (const [name, width] of [
        ['key', 8],
        ['value', 5],
        ['q', 8],
      ] as const) {
        device.write(made.get(`${name} ${step}`)!, Float32Array.from(rows(name, step, width)));
      }
    }
    device.submit(dispatches);
    let inputs: Record<string, Float64Array> = {
      keyCache: new Float64Array(3 * 50 * 8),
      valueCache: new Float64Array(3 * 50 * 5),
    };
    for (let step = 0; step < steps; step++) {
      const row = { key: rows('key', step, 8), value: rows('value', step, 5) };
      inputs = cacheAppend.reference(shape, { ...inputs, ...row, length: Float64Array.of(step) });
      const length = Float64Array.of(step + 1);
      const wanted = attentionDecode.reference(shape, { ...inputs, q: rows('q', step, 8), length }).out!;
      const found = new Float32Array(await device.read(made.get(`out ${step}`)!));
      for (const [i, number] of wanted.entries()) {
        expect(found[i]).toBeCloseTo(number, 5);
      }
    }
    expect(new Uint32Array(await device.read(made.get('length')!))).toEqual(Uint32Array.of(steps));
    for (const each of made.values()) {
      each.destroy();
    }
  });

  it.each([
    ['the row lands one place further', 'let row = head * 50u + position;', 'let row = head * 50u + position + 1u;'],
    ['a value takes the row of a key', 'value_at(head, pack - 2u)', 'value_at(0u, pack - 2u)'],
  ])('fails its check when %s', async (_, right, wrong) => {
    const inputs = {
      key: uniformNumbers(1, 24),
      value: uniformNumbers(2, 15),
      keyCache: uniformNumbers(3, 1200),
      valueCache: uniformNumbers(4, 750),
      length: Float64Array.of(7),
    };
    const changed = withChangedWgsl(cacheAppend, right, wrong);
    expect((await checkKernel(await webgpuDevice(), changed, { name: '', shape, inputs }, 'f32')).passed).toBe(false);
  });

  it('has this WGSL', () => {
    const text = wgslOf(cacheAppend, { ...shape, valueDim: 4 }, 'f32', SMALL_DEVICE);
    expect(text).toMatchInlineSnapshot(`
      "// cache-append: 1 x 1 x 1 workgroups
      @group(0) @binding(0) var<storage, read> key: array<vec4<f32>>;
      fn key_at(row: u32, pack: u32) -> vec4<f32> {
        return vec4<f32>(key[row * 2u + pack]);
      }
      @group(0) @binding(1) var<storage, read> value: array<vec4<f32>>;
      fn value_at(row: u32, pack: u32) -> vec4<f32> {
        return vec4<f32>(value[row * 1u + pack]);
      }
      @group(0) @binding(2) var<storage, read> length: array<u32>;
      @group(0) @binding(3) var<storage, read_write> keyCache: array<vec4<f32>>;
      fn set_keyCache(row: u32, pack: u32, value: vec4<f32>) {
        keyCache[row * 2u + pack] = vec4<f32>(value);
      }
      @group(0) @binding(4) var<storage, read_write> valueCache: array<vec4<f32>>;
      fn set_valueCache(row: u32, pack: u32, value: vec4<f32>) {
        valueCache[row * 1u + pack] = vec4<f32>(value);
      }

      @compute @workgroup_size(64)
      fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
        let index = (group.y * 1u + group.x) * 64u + thread;
        let head = index / 3u;
        let pack = index % 3u;
        let position = length[0];
        if (head >= 3u || position >= 50u) {
          return;
        }
        let row = head * 50u + position;
        if (pack < 2u) {
          set_keyCache(row, pack, key_at(head, pack));
        } else {
          set_valueCache(row, pack - 2u, value_at(head, pack - 2u));
        }
      }
      "
    `);
    expect(storedInF32(wgslOf(cacheAppend, { ...shape, valueDim: 4 }, 'f16', SMALL_DEVICE))).toBe(text);
    expect(wgslOf(cacheAdvance, {}, 'f32', SMALL_DEVICE)).toMatchInlineSnapshot(`
      "// cache-advance: 1 x 1 x 1 workgroups
      @group(0) @binding(0) var<storage, read_write> length: array<u32>;

      @compute @workgroup_size(1)
      fn main() {
        length[0] += 1u;
      }
      "
    `);
  });

  it('costs the new rows read and written, and the length', () => {
    expect(cacheAppend.cost(shape, 'f16')).toEqual({
      flops: 0,
      bytesRead: 3 * (8 + 5) * 2 + 4,
      bytesWritten: 3 * (8 + 5) * 2,
    });
  });

  it.each([
    [{ capacity: 0 }, 'cache-append: capacity 0: accepted are whole numbers from 1 to 16777216'],
    [{ valueDim: -1 }, 'cache-append: valueDim -1: accepted are whole numbers from 1 to 16777216'],
  ])('refuses %o in one line', (change, message) => {
    expect(() => cacheAppend.assertShape({ ...shape, ...change })).toThrow(new RangeError(message));
  });
});
