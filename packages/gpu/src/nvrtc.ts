/** NVRTC, CUDA's compiler at run time: from CUDA C++ to the machine code of one architecture. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ShaderError } from './errors.js';
import { firstLine, type loadNativeLibrary, type StatusFunctions, statusFunctions } from './native-library.js';

const PARAMETERS = {
  nvrtcVersion: '_Out_ int *major, _Out_ int *minor',
  nvrtcGetNumSupportedArchs: '_Out_ int *count',
  nvrtcGetSupportedArchs: '_Out_ int *architectures',
  nvrtcCreateProgram:
    '_Out_ uint64_t *program, const char *source, const char *name, int headers, const void *texts, const void *names',
  nvrtcDestroyProgram: '_Inout_ uint64_t *program',
  nvrtcCompileProgram: 'uint64_t program, int count, const char **options',
  nvrtcGetProgramLogSize: 'uint64_t program, _Out_ uint64_t *bytes',
  nvrtcGetProgramLog: 'uint64_t program, _Out_ uint8_t *log',
  nvrtcGetCUBINSize: 'uint64_t program, _Out_ uint64_t *bytes',
  nvrtcGetCUBIN: 'uint64_t program, _Out_ uint8_t *code',
} as const;

type NvrtcFunctions = StatusFunctions<keyof typeof PARAMETERS>;

const WINDOWS = process.platform === 'win32';
const NAMES = WINDOWS
  ? ['nvrtc64_130_0.dll', 'nvrtc64_120_0.dll']
  : ['libnvrtc.so.13', 'libnvrtc.so.12', 'libnvrtc.so'];
/** What NVRTC loads by its name when it compiles: it lies beside it, where the system's search need not look. */
const BUILTINS = WINDOWS ? /^nvrtc-builtins64_\d+\.dll$/ : /^libnvrtc-builtins\.so\.\d/;

/** Where CUDA is usually put, beside where the system's own search looks. */
export function nvrtcFolders(env: NodeJS.ProcessEnv): string[] {
  const roots = [env.CUDA_HOME, env.CUDA_PATH, WINDOWS ? undefined : '/usr/local/cuda'];
  const below = WINDOWS ? ['bin', join('bin', 'x64')] : ['lib64', 'lib', join('targets', 'x86_64-linux', 'lib')];
  return roots.flatMap((root) => (root ? below.map((folder) => join(root, folder)) : []));
}

/** A compiler for one architecture. */
export interface Nvrtc {
  /** Such as `13.0`. */
  readonly version: string;
  /** Such as `sm_90a`. */
  readonly architecture: string;
  /**
   * @param name of the program, for messages.
   * @returns machine code, as cuModuleLoadData takes it.
   * @throws ShaderError with the place of the first complaint.
   */
  compile(name: string, source: string): Uint8Array;
}

/** What is looked for, and how. */
export interface NvrtcSearch {
  readonly load: typeof loadNativeLibrary;
  readonly folders: readonly string[];
  /** The CUDA version of the driver, which loads no code of a newer one. */
  readonly driverMajor: number;
  /** The card's compute capability, such as 9 and 0. */
  readonly capability: readonly [number, number];
}

/** @returns the first NVRTC that fits the driver and the card, or why there is none, in one line. */
export async function findNvrtc({ load, folders, driverMajor, capability }: NvrtcSearch): Promise<Nvrtc | string> {
  let reason: string | null = null;
  for (const place of [null, ...folders]) {
    for (const name of NAMES) {
      if (place !== null) {
        if (!existsSync(join(place, name))) continue;
        for (const builtins of readdirSync(place).filter((file) => BUILTINS.test(file))) {
          await load(join(place, builtins));
        }
      }
      const library = await load(place === null ? name : join(place, name));
      if (typeof library === 'string') {
        continue;
      }
      try {
        const found = fitting(statusFunctions(library, PARAMETERS), driverMajor, capability);
        if (typeof found !== 'string') {
          return found;
        }
        reason ??= found;
      } catch (error) {
        reason ??= firstLine(error);
      }
    }
  }
  return reason === null
    ? `no NVRTC to compile with: ${NAMES.join(', ')} are not in the system's search path, nor in ${folders.join(', ') || 'a folder of CUDA'}; set CUDA_PATH to a CUDA toolkit`
    : `no NVRTC that fits: ${reason}`;
}

/** The compiler of a library, or why it does not fit. */
function fitting(
  nvrtc: NvrtcFunctions,
  driverMajor: number,
  [major, minor]: readonly [number, number],
): Nvrtc | string {
  const numbers = [new Int32Array(1), new Int32Array(1)] as const;
  nvrtc.nvrtcVersion(...numbers);
  const version = `${numbers[0][0]}.${numbers[1][0]}`;
  if (numbers[0][0]! > driverMajor) {
    return `NVRTC ${version} is newer than the driver, which has CUDA ${driverMajor}; use a newer driver, or NVRTC ${driverMajor}`;
  }
  const count = new Int32Array(1);
  nvrtc.nvrtcGetNumSupportedArchs(count);
  const known = new Int32Array(count[0]!);
  nvrtc.nvrtcGetSupportedArchs(known);
  const capability = 10 * major + minor;
  if (!known.includes(capability)) {
    return `NVRTC ${version} does not know compute capability ${major}.${minor}`;
  }
  // From 9.0 on there are instructions of the one architecture alone, such as wgmma.
  const architecture = `sm_${capability}${capability >= 90 ? 'a' : ''}`;
  return { version, architecture, compile: (name, source) => compiled(nvrtc, architecture, name, source) };
}

function compiled(nvrtc: NvrtcFunctions, architecture: string, name: string, source: string): Uint8Array {
  const program = new BigUint64Array(1);
  const bytes = new BigUint64Array(1);
  const refused = (what: string) => new ShaderError(name, 0, 0, `NVRTC ${what}`, '');
  if (nvrtc.nvrtcCreateProgram(program, source, name, 0, null, null) !== 0) {
    throw refused('takes no such program');
  }
  try {
    const status = nvrtc.nvrtcCompileProgram(program[0]!, 2, [`--gpu-architecture=${architecture}`, '--std=c++17']);
    if (status !== 0) {
      nvrtc.nvrtcGetProgramLogSize(program[0]!, bytes);
      const log = new Uint8Array(Number(bytes[0]));
      nvrtc.nvrtcGetProgramLog(program[0]!, log);
      throw complaint(name, source, new TextDecoder().decode(log)) ?? refused(`failed with status ${status}`);
    }
    nvrtc.nvrtcGetCUBINSize(program[0]!, bytes);
    const code = new Uint8Array(Number(bytes[0]));
    if (code.length === 0 || nvrtc.nvrtcGetCUBIN(program[0]!, code) !== 0) {
      throw refused('gave no code');
    }
    return code;
  } finally {
    nvrtc.nvrtcDestroyProgram(program);
  }
}

/**
 * The first error of a log; null where there is none. NVRTC's own errors read `NAME(LINE): error: …`, with the line of the
 * source under it, two spaces further in, and a caret under that; those of the assembler, for inline PTX, have no such place.
 */
export function complaint(name: string, source: string, log: string): ShaderError | null {
  const lines = log.replaceAll('\0', '').split('\n');
  for (const [i, text] of lines.entries()) {
    const placed = /\((\d+)\): (?:catastrophic )?error[^:]*: (.*)$/.exec(text);
    if (placed !== null) {
      const line = Number(placed[1]);
      const caret = lines.slice(i + 1, i + 4).find((under) => /^\s*\^/.test(under));
      const column = caret === undefined ? 0 : Math.max(1, caret.indexOf('^') - 1);
      return new ShaderError(name, line, column, placed[2]!, source.split('\n')[line - 1] ?? '');
    }
    const plain = /(?:^nvrtc: error\s*:|error\s*:)\s*(.*)$/.exec(text);
    if (plain !== null) {
      return new ShaderError(name, 0, 0, plain[1]!, '');
    }
  }
  return null;
}
