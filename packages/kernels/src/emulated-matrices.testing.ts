/**
 * Subgroup matrices by hand, for adapters without them: every thread has whole matrices to itself, and shuffles go through workgroup
 * memory. Slow, and right wherever the text is. It shows what a shader computes; not what it costs, nor what a card's own matrices
 * round.
 *
 * It rewrites the text that `subgroup-matrices.ts` makes, one operation a line, and knows no other.
 */
import type { Device, Program } from '@verbatim/gpu';
import { changedDevice } from './devices.testing.js';
import { MATRIX_FEATURES, MATRIX_HEADER, SUBGROUP } from './subgroup-matrices.js';

const LOAD =
  /subgroupMatrixLoad<subgroup_matrix_(\w+)<(f16|f32), 16, 16>, (row|col)_major>\(&(\w+)(\[\w+\])?, ([^,]+), (\d+u)\)/;
const STORE = /subgroupMatrixStore<row_major>\(&(\w+)(\[\w+\])?, ([^,]+), (\w+), (\d+u)\);/;

/** The device with matrices in its subgroups of 32, whether it has them or not. */
export function withMatrices(device: Device): Device {
  if (MATRIX_FEATURES.every((feature) => device.info.features.includes(feature))) {
    return device;
  }
  const features = [...new Set([...device.info.features, ...MATRIX_FEATURES])];
  return changedDevice(device, {
    info: { ...device.info, features, subgroupSizes: [SUBGROUP, SUBGROUP] },
    compile: (program: Program) =>
      device.compile(
        program.wgsl!.includes(MATRIX_HEADER) ? { ...program, features: [], wgsl: emulated(program.wgsl!) } : program,
      ),
  });
}

/** The text with every operation on matrices and every shuffle replaced. */
function emulated(wgsl: string): string {
  const functions = new Map<string, string>();
  const slots = new Map<string, number>();
  const types = new Map<string, string>();
  const slotOf = (name: string) => {
    slots.set(name, slots.get(name) ?? slots.size);
    return `${slots.get(name)!}u`;
  };
  const body = wgsl
    .replace(MATRIX_HEADER, '')
    .split('\n')
    .map((line) => {
      const load = LOAD.exec(line);
      if (load !== null) {
        const [all, , type, major, array, index, offset, stride] = load as unknown as string[];
        const name = /(\w+) = /.exec(line)![1]!;
        const called = `load_${array}_${type}_${major}`;
        functions.set(called, loadText(called, array!, index !== undefined, type!, major!));
        return line.replace(all!, `${called}(${slotOf(name)}, ${index?.slice(1, -1) ?? '0u'}, ${offset}, ${stride})`);
      }
      const store = STORE.exec(line);
      if (store !== null) {
        const [all, array, index, offset, name, stride] = store as unknown as string[];
        const type = types.get(name!)!;
        const called = `store_${array}_${type}`;
        functions.set(called, storeText(called, array!, index !== undefined, type));
        return line.replace(all!, `${called}(${index?.slice(1, -1) ?? '0u'}, ${offset}, ${name}, ${stride});`);
      }
      const zero = /var (\w+) = subgroup_matrix_result<(f16|f32), 16, 16>\(\);/.exec(line);
      if (zero !== null) {
        types.set(zero[1]!, zero[2]!);
        return line.replace(/= .*;/, `= zero_matrix(${slotOf(zero[1]!)});`);
      }
      const copy = /^\s*(\w+) = (\w+);$/.exec(line);
      if (copy !== null && slots.has(copy[1]!) && slots.has(copy[2]!)) {
        return line.replace(/= .*;/, `= copied_matrix(${slotOf(copy[1]!)}, ${copy[2]});`);
      }
      return line
        .replaceAll('subgroupMatrixMultiplyAccumulate', 'multiplied_matrix')
        .replaceAll('subgroupShuffleXor', 'shuffled');
    })
    .join('\n')
    .replace('@compute', `@@\n@compute`)
    .replace(/(fn main\([^{]*\{\n)/, '$1  own_thread = thread;\n');
  const threads = /@workgroup_size\((\d+)\)/.exec(wgsl)![1]!;
  const library = `var<private> own_thread: u32;
var<private> numbers: array<f32, ${256 * slots.size}>;
var<workgroup> lanes: array<f32, ${threads}>;
fn shuffled(x: f32, mask: u32) -> f32 {
  workgroupBarrier();
  lanes[own_thread] = x;
  workgroupBarrier();
  return lanes[own_thread ^ mask];
}
fn zero_matrix(slot: u32) -> u32 {
  for (var i = 0u; i < 256u; i++) {
    numbers[slot * 256u + i] = 0.0;
  }
  return slot;
}
fn copied_matrix(slot: u32, other: u32) -> u32 {
  for (var i = 0u; i < 256u; i++) {
    numbers[slot * 256u + i] = numbers[other * 256u + i];
  }
  return slot;
}
fn multiplied_matrix(a: u32, b: u32, c: u32) -> u32 {
  for (var i = 0u; i < 256u; i++) {
    var sum = numbers[c * 256u + i];
    for (var n = 0u; n < 16u; n++) {
      sum = fma(numbers[a * 256u + i / 16u * 16u + n], numbers[b * 256u + n * 16u + i % 16u], sum);
    }
    numbers[c * 256u + i] = sum;
  }
  return c;
}
${[...functions.values()].join('')}`;
  return body.replace('@@', () => library);
}

function loadText(called: string, array: string, nested: boolean, type: string, major: string): string {
  const [line, place] = major === 'row' ? ['i / 16u', 'i % 16u'] : ['i % 16u', 'i / 16u'];
  const at = `${array}${nested ? '[subgroup]' : ''}`;
  const number =
    type === 'f16'
      ? `unpack2x16float(${at}[offset + ${line} * stride + ${place} / 8u][${place} % 8u / 2u])[${place} % 2u]`
      : `bitcast<f32>(${at}[offset + ${line} * stride + ${place} / 4u][${place} % 4u])`;
  return `fn ${called}(slot: u32, subgroup: u32, offset: u32, stride: u32) -> u32 {
  for (var i = 0u; i < 256u; i++) {
    numbers[slot * 256u + i] = ${number};
  }
  return slot;
}
`;
}

/** Each thread of a subgroup writes its share. */
function storeText(called: string, array: string, nested: boolean, type: string): string {
  const at = `${array}${nested ? '[subgroup]' : ''}`;
  const write =
    type === 'f16'
      ? `${at}[offset + i / 8u * stride + i % 8u / 4u][i % 4u] = pack2x16float(vec2f(numbers[slot * 256u + 2u * i], numbers[slot * 256u + 2u * i + 1u]));`
      : `${at}[offset + i / 16u * stride + i % 16u / 4u][i % 4u] = bitcast<u32>(numbers[slot * 256u + i]);`;
  return `fn ${called}(subgroup: u32, offset: u32, slot: u32, stride: u32) {
  for (var i = own_thread % ${SUBGROUP}u; i < ${type === 'f16' ? 128 : 256}u; i += ${SUBGROUP}u) {
    ${write}
  }
}
`;
}
