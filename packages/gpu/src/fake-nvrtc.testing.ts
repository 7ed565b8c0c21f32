/** NVRTC's functions, which compile nothing: the code of a program is its architecture and its source. */

/** What can be told of a fake NVRTC. */
export interface FakeNvrtcOptions {
  readonly nvrtcVersion?: readonly [number, number];
  /** The compute capabilities that it knows. */
  readonly capabilities?: readonly number[];
}

/** In front of the source. */
export const FAKE_CODE = 'code for ';

interface FakeSource {
  readonly name: string;
  readonly text: string;
  code: string | null;
}

/** The functions by name. A line of a source that has `wrong;` is complained of. */
export function fakeNvrtc({ nvrtcVersion = [13, 0], capabilities = [80, 90] }: FakeNvrtcOptions) {
  const programs = new Map<bigint, FakeSource>();
  const texts = new TextEncoder();
  let next = 1n;
  const logOf = ({ name, text }: FakeSource): string => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('wrong;'));
    const line = lines[at]!;
    return `${name}(${at + 1}): error: identifier "wrong" is undefined\n  ${line}\n  ${' '.repeat(line.indexOf('wrong'))}^\n\n1 error\0`;
  };
  return {
    nvrtcVersion: (major: Int32Array, minor: Int32Array) => {
      [major[0], minor[0]] = nvrtcVersion;
      return 0;
    },
    nvrtcGetNumSupportedArchs: (out: Int32Array) => {
      out[0] = capabilities.length;
      return 0;
    },
    nvrtcGetSupportedArchs: (out: Int32Array) => {
      out.set(capabilities);
      return 0;
    },
    nvrtcCreateProgram: (out: BigUint64Array, text: string, name: string) => {
      out[0] = next++;
      programs.set(out[0]!, { name, text, code: null });
      return 0;
    },
    nvrtcDestroyProgram: (program: BigUint64Array) => (programs.delete(program[0]!) ? 0 : 4),
    nvrtcCompileProgram: (program: bigint, _count: number, options: readonly string[]) => {
      const source = programs.get(program)!;
      if (source.text.includes('wrong;')) {
        return 6;
      }
      source.code = `${FAKE_CODE}${options[0]!.split('=')[1]}\n${source.text}`;
      return 0;
    },
    nvrtcGetProgramLogSize: (program: bigint, out: BigUint64Array) => {
      out[0] = BigInt(logOf(programs.get(program)!).length);
      return 0;
    },
    nvrtcGetProgramLog: (program: bigint, out: Uint8Array) => {
      out.set(texts.encode(logOf(programs.get(program)!)));
      return 0;
    },
    nvrtcGetCUBINSize: (program: bigint, out: BigUint64Array) => {
      out[0] = BigInt(texts.encode(programs.get(program)!.code!).length);
      return 0;
    },
    nvrtcGetCUBIN: (program: bigint, out: Uint8Array) => {
      out.set(texts.encode(programs.get(program)!.code!));
      return 0;
    },
  };
}
