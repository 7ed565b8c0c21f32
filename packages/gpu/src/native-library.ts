/** Loading libraries of the system through koffi, which has a build for most platforms but need not have one for this. */
/** A library that is loaded. */
export type NativeLibrary = ReturnType<typeof import('koffi')['default']['load']>;

/** @returns the library, or why it cannot be loaded, in one line. */
export async function loadNativeLibrary(path: string): Promise<NativeLibrary | string> {
  let koffi: typeof import('koffi').default;
  try {
    koffi = (await import('koffi')).default;
  } catch (error) {
    return `koffi has no build for ${process.platform} ${process.arch}: ${firstLine(error)}`;
  }
  try {
    return koffi.load(path);
  } catch (error) {
    return firstLine(error);
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
