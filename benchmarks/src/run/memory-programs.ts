/**
 * Work on whole tensors that a card does in milliseconds and its host in seconds: filling one with a row that is repeated, and counting
 * the numbers of one that are not finite. A gigabyte then neither leaves the card nor reaches it.
 */
import type { CompiledProgram, Device, DeviceBuffer, Dispatch, Program } from '@verbatim/gpu';
import { BYTES_OF, type TensorPlace } from '@verbatim/kernels';

const THREADS = 256;
/** Words that an invocation takes one after the other, so that large parts stay within the limit of workgroups. */
const WORDS_EACH = 64;
/** Bytes of a part; a binding begins at a multiple of 256. */
const MOST_BYTES = THREADS * WORDS_EACH * 2 ** 14;
const WORD = 4;

const EACH_WORD = `
  let stride = groups.x * ${THREADS}u;
  for (var i = id.x; i < params[0]; i += stride)`;

const EACH_WORD_CUDA = `
  const unsigned int stride = gridDim.x * ${THREADS}u;
  for (unsigned int i = blockIdx.x * ${THREADS}u + threadIdx.x; i < params[0]; i += stride)`;

const FILL: Program = {
  name: 'fill-with-a-row',
  cuda: {
    source: `
extern "C" __global__ void fill(const unsigned int *params, const unsigned int *row, unsigned int *filled) {${EACH_WORD_CUDA} {
    filled[i] = row[((params[1] + i) % params[2]) % params[3]];
  }
}
`,
    entry: 'fill',
    threads: [THREADS, 1, 1],
  },
  wgsl: `
@group(0) @binding(0) var<storage, read> params: array<u32>;
@group(0) @binding(1) var<storage, read> row: array<u32>;
@group(0) @binding(2) var<storage, read_write> filled: array<u32>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {${EACH_WORD} {
    filled[i] = row[((params[1] + i) % params[2]) % params[3]];
  }
}
`,
};

/** A number is NaN or infinite where all bits of its exponent are 1. */
const COUNT: Program = {
  name: 'count-not-finite',
  cuda: {
    source: `
extern "C" __global__ void count(const unsigned int *params, const unsigned int *numbers, unsigned int *found) {
  unsigned int own = 0;${EACH_WORD_CUDA} {
    const unsigned int word = numbers[i];
    for (unsigned int at = 0; at < 32u; at += params[2]) {
      const unsigned int exponent = (word >> at) & params[1];
      const bool real = i * (32u / params[2]) + at / params[2] < params[3];
      own += real && exponent == params[1] ? 1u : 0u;
    }
  }
  if (own > 0u) {
    atomicAdd(&found[0], own);
  }
}
`,
    entry: 'count',
    threads: [THREADS, 1, 1],
  },
  wgsl: `
@group(0) @binding(0) var<storage, read> params: array<u32>;
@group(0) @binding(1) var<storage, read> numbers: array<u32>;
@group(0) @binding(2) var<storage, read_write> found: array<atomic<u32>>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var own = 0u;${EACH_WORD} {
    let word = numbers[i];
    for (var at = 0u; at < 32u; at += params[2]) {
      let exponent = (word >> at) & params[1];
      let real = i * (32u / params[2]) + at / params[2] < params[3];
      own += select(0u, 1u, real && exponent == params[1]);
    }
  }
  if (own > 0u) {
    atomicAdd(&found[0], own);
  }
}
`,
};

/** The bits of the exponent in the lowest number of a word, and the width of a number. */
const EXPONENT = { f32: [0x7f80_0000, 32], f16: [0x7c00, 16] } as const;

/** Whether a device is one that these programs are for: in software, the host itself is faster. */
export function hasMemoryPrograms({ info }: Device): boolean {
  return info.kind === 'hardware' && (info.api.startsWith('webgpu') || info.api === 'cuda');
}

/**
 * Fills `size` bytes of a buffer with `slots` of `stride` bytes, each with the row repeated from its beginning on.
 *
 * @param row - whole words.
 */
export async function fillOnDevice(
  device: Device,
  buffer: DeviceBuffer,
  row: Uint8Array,
  { size, stride }: { readonly size: number; readonly stride: number },
): Promise<void> {
  const program = await compiled(device, FILL);
  const source = await device.createBuffer({ label: 'row', purpose: 'staging', size: row.byteLength });
  try {
    device.write(source, row);
    await inParts(device, buffer, size, async (offset, bytes) => {
      // One tensor is one slot, which may have more words than a u32 counts; its row then begins anew within the part.
      const slot = size <= stride ? row.byteLength : stride;
      const words = [bytes, offset % slot, slot, row.byteLength].map((length) => length / WORD);
      await withWords(device, words, (params) =>
        device.submit([run(program, bytes, [params, source, { buffer, offset, size: bytes }])]),
      );
    });
    await device.finish();
  } finally {
    source.destroy();
  }
}

/** How many numbers of an f32 or f16 tensor are NaN or infinite. */
export async function countNotFiniteOnDevice(
  device: Device,
  { buffer, dtype, count }: TensorPlace & { readonly dtype: 'f32' | 'f16' },
): Promise<number> {
  const program = await compiled(device, COUNT);
  const [exponent, width] = EXPONENT[dtype];
  let found = 0;
  await inParts(device, buffer, WORD * Math.ceil((count * BYTES_OF[dtype]) / WORD), async (offset, bytes) => {
    const numbers = count - offset / BYTES_OF[dtype];
    await withWords(device, [bytes / WORD, exponent, width, Math.min(numbers, 2 ** 32 - 1)], (params) =>
      withWords(device, [0], async (sum) => {
        device.submit([run(program, bytes, [params, { buffer, offset, size: bytes }, sum])]);
        found += new Uint32Array(await device.read(sum))[0]!;
      }),
    );
  });
  return found;
}

const known = new WeakMap<Device, Map<Program, Promise<CompiledProgram>>>();

function compiled(device: Device, program: Program): Promise<CompiledProgram> {
  const own = known.get(device) ?? new Map<Program, Promise<CompiledProgram>>();
  known.set(device, own);
  const compiling = own.get(program) ?? device.compile(program);
  own.set(program, compiling);
  return compiling;
}

function run(program: CompiledProgram, bytes: number, bindings: Dispatch['bindings']): Dispatch {
  const groups = Math.ceil(bytes / WORD / THREADS / WORDS_EACH);
  return { program, bindings, workgroups: [groups, 1, 1] };
}

async function inParts(
  device: Device,
  { size: whole }: DeviceBuffer,
  size: number,
  part: (offset: number, bytes: number) => Promise<void>,
): Promise<void> {
  const most = Math.min(MOST_BYTES, Math.floor(device.info.limits.maxBindingSize / 256) * 256);
  for (let offset = 0; offset < Math.min(size, whole); offset += most)
    await part(offset, Math.min(most, size - offset));
}

/** A small buffer of words for as long as `use` takes. */
async function withWords(
  device: Device,
  words: readonly number[],
  use: (buffer: DeviceBuffer) => Promise<void> | void,
): Promise<void> {
  const buffer = await device.createBuffer({ label: 'words', purpose: 'staging', size: words.length * WORD });
  try {
    device.write(buffer, Uint32Array.from(words));
    await use(buffer);
  } finally {
    buffer.destroy();
  }
}
