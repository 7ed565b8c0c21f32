/** What NVIDIA's own driver says of its card: memory in use and clocks, read through NVML where it is. */
import { loadNativeLibrary } from './native-library.js';

/** A card as the driver sees it. */
export interface NvidiaReading {
  readonly name: string;
  /** Bytes in use on the card, by every process and the driver itself. */
  readonly usedBytes: number;
  /** Bytes of the card. */
  readonly totalBytes: number;
  /** Clock of the multiprocessors, in MHz. */
  readonly smClockMhz: number;
  /** Bit mask of the reasons why clocks are held down; 0 when they are not, null when the driver does not tell. */
  readonly throttleReasons: number | null;
}

/** Reads the first NVIDIA card. */
export interface Nvml {
  /** @throws Error when the driver does not answer. */
  read(): NvidiaReading;
  close(): void;
}

const LIBRARY = process.platform === 'win32' ? 'nvml.dll' : 'libnvidia-ml.so.1';
const NAME_LENGTH = 96;
const VERSION_LENGTH = 80;
const CLOCK_SM = 1;

/**
 * Opens NVML.
 *
 * @returns the reader, or the reason why there is none, in one line.
 */
export async function openNvml(load: typeof loadNativeLibrary = loadNativeLibrary): Promise<Nvml | string> {
  const library = await load(LIBRARY);
  if (typeof library === 'string') {
    return `NVIDIA's driver gives no reading (${LIBRARY} cannot be loaded): ${library}`;
  }
  const init = library.func('int nvmlInit_v2()');
  const shutdown = library.func('int nvmlShutdown()');
  const byIndex = library.func('int nvmlDeviceGetHandleByIndex_v2(unsigned int index, _Out_ void **device)');
  const getName = library.func('int nvmlDeviceGetName(void *device, _Out_ uint8_t *name, unsigned int length)');
  // nvmlMemory_t: total, free, used.
  const getMemory = library.func('int nvmlDeviceGetMemoryInfo(void *device, _Out_ uint64_t *memory)');
  const getClock = library.func('int nvmlDeviceGetClockInfo(void *device, int type, _Out_ unsigned int *clock)');
  const getReasons = library.func(
    'int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, _Out_ uint64_t *reasons)',
  );
  const device: unknown[] = [null];
  const status = init();
  if (status !== 0) {
    return `NVML does not start: error ${status}`;
  }
  if (byIndex(0, device) !== 0) {
    shutdown();
    return 'NVML sees no NVIDIA card';
  }
  const name = new Uint8Array(NAME_LENGTH);
  const memory = new BigUint64Array(3);
  const clock = new Uint32Array(1);
  const reasons = new BigUint64Array(1);
  return {
    read() {
      const failed =
        getName(device[0], name, NAME_LENGTH) || getMemory(device[0], memory) || getClock(device[0], CLOCK_SM, clock);
      if (failed !== 0) {
        throw new Error(`NVML cannot read the card: error ${failed}`);
      }
      return {
        name: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
        usedBytes: Number(memory[2]),
        totalBytes: Number(memory[0]),
        smClockMhz: clock[0]!,
        throttleReasons: getReasons(device[0], reasons) === 0 ? Number(reasons[0]) : null,
      };
    },
    close: () => void shutdown(),
  };
}

/** The version of NVIDIA's driver, such as `580.95.05`; null where NVML does not tell it. */
export async function nvidiaDriverVersion(load: typeof loadNativeLibrary = loadNativeLibrary): Promise<string | null> {
  const library = await load(LIBRARY);
  if (typeof library === 'string') {
    return null;
  }
  const init = library.func('int nvmlInit_v2()');
  const shutdown = library.func('int nvmlShutdown()');
  const getVersion = library.func('int nvmlSystemGetDriverVersion(_Out_ uint8_t *version, unsigned int length)');
  if (init() !== 0) {
    return null;
  }
  const version = new Uint8Array(VERSION_LENGTH);
  const told = getVersion(version, VERSION_LENGTH) === 0;
  shutdown();
  return told ? new TextDecoder().decode(version.subarray(0, version.indexOf(0))) : null;
}

/**
 * One reading, with nothing kept open.
 *
 * @returns the reading, or the reason why there is none, in one line.
 */
export async function driverReading(): Promise<NvidiaReading | string> {
  const nvml = await openNvml();
  if (typeof nvml === 'string') {
    return nvml;
  }
  try {
    return nvml.read();
  } catch (error) {
    return (error as Error).message;
  } finally {
    nvml.close();
  }
}
