/** CUDA: NVIDIA's own driver, with kernels compiled by NVRTC for the card that is there. */
import { CudaDevice, type CudaParts } from './cuda-device.js';
import { type CudaDriver, cudaErrorText, loadCudaDriver } from './cuda-driver.js';
import type { DeviceInfo } from './device.js';
import { NoAdapterError } from './errors.js';
import { loadNativeLibrary, type NativeMemory, nativeMemory } from './native-library.js';
import { nvidiaDriverVersion } from './nvml.js';
import { findNvrtc, type Nvrtc, nvrtcFolders } from './nvrtc.js';

/** CUdevice_attribute. */
const ATTRIBUTES = {
  mostThreads: 1,
  mostGridY: 6,
  capabilityMajor: 75,
  capabilityMinor: 76,
  mostShared: 97,
} as const;
const NAME_LENGTH = 256;
/** Pointers that 4 KiB of parameters have room for. */
const MOST_BINDINGS = 512;
const CARD = 0;

/** How the machine is looked at; tests give their own. */
export interface CudaHost {
  readonly load: typeof loadNativeLibrary;
  readonly memory: () => Promise<NativeMemory | string>;
  readonly folders: readonly string[];
}

const HOST: CudaHost = { load: loadNativeLibrary, memory: nativeMemory, folders: nvrtcFolders(process.env) };

/** What is there. */
export interface FoundCuda {
  readonly parts: CudaParts;
  readonly info: DeviceInfo;
}

/**
 * Opens the first NVIDIA card.
 *
 * @throws NoAdapterError with the reason why there is none; GpuError when the driver gives no context.
 */
export async function openCuda(host: CudaHost = HOST): Promise<CudaDevice> {
  const found = await findCuda(host);
  if (typeof found === 'string') {
    throw new NoAdapterError([`cuda: ${found}`]);
  }
  return new CudaDevice(found.parts, found.info);
}

/**
 * Looks for a compiler for cards of a compute capability, such as 9 and 0, whether or not there is one: what does not compile is
 * then known without a card.
 *
 * @returns the compiler, or why there is none, in one line.
 */
export function findCudaCompiler(
  capability: readonly [number, number],
  { load, folders }: Pick<CudaHost, 'load' | 'folders'> = HOST,
): Promise<Nvrtc | string> {
  return findNvrtc({ load, folders, driverMajor: Number.POSITIVE_INFINITY, capability });
}

/**
 * Looks for the first NVIDIA card, and for a compiler for it, without opening the card.
 *
 * @returns what was found, or why it cannot be used, in one line.
 */
export async function findCuda(host: CudaHost = HOST): Promise<FoundCuda | string> {
  const memory = await host.memory();
  if (typeof memory === 'string') {
    return memory;
  }
  const driver = await loadCudaDriver(host.load);
  if (typeof driver === 'string') {
    return driver;
  }
  const started = driver.cuInit(0);
  if (started !== 0) {
    return `the NVIDIA driver does not start: ${cudaErrorText(driver, started)}`;
  }
  const number = new Int32Array(1);
  driver.cuDeviceGetCount(number);
  if (number[0]! < 1 || driver.cuDeviceGet(number, CARD) !== 0) {
    return 'the NVIDIA driver sees no card';
  }
  const card = number[0]!;
  driver.cuDriverGetVersion(number);
  const version: readonly [number, number] = [Math.floor(number[0]! / 1000), Math.floor((number[0]! % 1000) / 10)];
  const attribute = (which: number): number => {
    driver.cuDeviceGetAttribute(number, which, card);
    return number[0]!;
  };
  const capability = [attribute(ATTRIBUTES.capabilityMajor), attribute(ATTRIBUTES.capabilityMinor)] as const;
  const { load, folders } = host;
  const nvrtc = await findNvrtc({ load, folders, driverMajor: version[0], capability });
  if (typeof nvrtc === 'string') {
    return `the NVIDIA driver is there, and ${nvrtc}`;
  }
  const named = await nvidiaDriverVersion(load);
  const info = infoOf(driver, card, nvrtc, attribute, {
    capability,
    driver: `CUDA ${version.join('.')}${named === null ? '' : `, NVIDIA ${named}`}`,
  });
  return { parts: { driver, memory, nvrtc, card }, info };
}

function infoOf(
  driver: CudaDriver,
  card: number,
  nvrtc: Nvrtc,
  attribute: (which: number) => number,
  known: { readonly capability: readonly [number, number]; readonly driver: string },
): DeviceInfo {
  const name = new Uint8Array(NAME_LENGTH);
  driver.cuDeviceGetName(name, NAME_LENGTH, card);
  const bytes = new BigUint64Array(1);
  driver.cuDeviceTotalMem_v2(bytes, card);
  const [major, minor] = known.capability;
  const cardName = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
  return {
    api: 'cuda',
    kind: 'hardware',
    vendor: 'nvidia',
    architecture: `sm_${major}${minor}`,
    card: cardName,
    driver: known.driver,
    description: `${cardName}, driver ${known.driver}`,
    features: [
      'timestamp-query',
      'shader-f16',
      'subgroups',
      // Clusters, and the bulk copy engine.
      ...(major >= 9 ? ['cuda-sm-90'] : []),
      // What its architecture alone has, such as wgmma.
      ...(nvrtc.architecture.endsWith('a') ? [`cuda-${nvrtc.architecture.replace('_', '-')}`] : []),
    ],
    limits: {
      maxBufferSize: Number(bytes[0]),
      maxBindingSize: Number(bytes[0]),
      maxBindings: MOST_BINDINGS,
      maxWorkgroupInvocations: attribute(ATTRIBUTES.mostThreads),
      maxWorkgroupStorage: attribute(ATTRIBUTES.mostShared),
      maxWorkgroupsPerDimension: attribute(ATTRIBUTES.mostGridY),
      maxOutputs: null,
    },
    subgroupSizes: [32, 32],
  };
}
