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
