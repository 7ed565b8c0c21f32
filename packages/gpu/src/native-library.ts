/** Loading libraries of the system through koffi, which has a build for most platforms but need not have one for this. */
/** A library that is loaded. */
export type NativeLibrary = ReturnType<typeof import('koffi')['default']['load']>;

/** @returns the library, or why it cannot be loaded, in one line. */
export async function loadNativeLibrary(path: string): Promise<NativeLibrary | string> {
  const koffi = await loadKoffi();
  if (typeof koffi === 'string') {
    return koffi;
  }
  try {
    return koffi.load(path);
  } catch (error) {
    return firstLine(error);
  }
}

/** Why no library at all can be loaded, in one line; null when they can. */
export async function koffiMissing(): Promise<string | null> {
  const koffi = await loadKoffi();
  return typeof koffi === 'string' ? koffi : null;
}

/** What a C function is given: numbers, text, memory that it reads or fills, a list that it reads strings from or puts one in. */
export type NativeArgument = number | bigint | string | ArrayBufferView | (string | null)[] | null;

/** C functions that return an int: a status. */
export type StatusFunctions<N extends string> = Readonly<Record<N, (...args: readonly NativeArgument[]) => number>>;

/**
 * Functions of a library, by name.
 *
 * @param parameters what each takes, as C declares it.
 * @throws Error when the library lacks one.
 */
export function statusFunctions<N extends string>(
  library: NativeLibrary,
  parameters: Readonly<Record<N, string>>,
): StatusFunctions<N> {
  const functions: Partial<Record<N, unknown>> = {};
  for (const name of Object.keys(parameters) as N[]) {
    functions[name] = library.func(`int ${name}(${parameters[name]})`);
  }
  return functions as StatusFunctions<N>;
}

/** Memory outside of JavaScript: what C structures point to, and what a driver allocated. */
export interface NativeMemory {
  /** Where the bytes of a view lie; they stay there as long as the view is kept. */
  addressOf(view: ArrayBufferView): bigint;
  /** The bytes at an address, not copied: nothing may be read or written once they were given back. */
  bytesAt(address: bigint, length: number): Uint8Array;
}

/** @returns the way to native memory, or why there is none, in one line. */
export async function nativeMemory(): Promise<NativeMemory | string> {
  const koffi = await loadKoffi();
  if (typeof koffi === 'string') {
    return koffi;
  }
  return {
    addressOf: (view) => koffi.address(view),
    bytesAt: (address, length) => new Uint8Array(koffi.view(address, length)),
  };
}

async function loadKoffi(): Promise<typeof import('koffi')['default'] | string> {
  try {
    return (await import('koffi')).default;
  } catch (error) {
    return `koffi, which loads libraries, does not work on ${process.platform} ${process.arch}: ${firstLine(error)}`;
  }
}

/** The first line of an error's message. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}

/** An error's message on one line. */
export function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
}
