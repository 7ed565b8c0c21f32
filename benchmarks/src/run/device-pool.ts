/** Opens what a point runs on. A device that was lost is opened again for the next point. */
import type { Backend } from '@verbatim/bench';
import { type Device, type DeviceInfo, findCuda, type GpuJsMode, openCuda, openDawn, openGpuJs } from '@verbatim/gpu';

/** How devices are opened; tests give their own. */
export type OpenBackend = (backend: Exclude<Backend, 'cpu'>) => Promise<Device>;

/** The machine's own devices. */
export const openBackend: OpenBackend = (backend) => {
  if (backend === 'webgpu') return openDawn();
  return backend === 'cuda' ? openCuda() : openGpuJs(backend.slice('gpujs-'.length) as GpuJsMode);
};

/** Why this machine has no CUDA, in one line, without opening a card; null where it has. */
export async function missingCuda(): Promise<string | null> {
  const found = await findCuda();
  return typeof found === 'string' ? found : null;
}

/** A run is resumed on another device than it was begun on, so that its times would not belong together. */
export class OtherDeviceError extends Error {
  override readonly name = 'OtherDeviceError';
}

/** Open devices by backend. */
export class DevicePool {
  readonly #open = new Map<Backend, Device>();
  readonly #infos: Partial<Record<Backend, DeviceInfo>> = {};

  /** @param begun - the devices that the run was begun on. */
  constructor(
    private readonly opener: OpenBackend,
    private readonly begun: Readonly<Partial<Record<Backend, DeviceInfo>>> = {},
  ) {}

  /** What was opened so far. */
  get infos(): Readonly<Partial<Record<Backend, DeviceInfo>>> {
    return this.#infos;
  }

  /** The device of a backend, opened where it is not. @throws NoAdapterError; OtherDeviceError. */
  async device(backend: Exclude<Backend, 'cpu'>): Promise<Device> {
    const known = this.#open.get(backend);
    if (known !== undefined) return known;
    const device = await this.opener(backend);
    this.#open.set(backend, device);
    const before = this.begun[backend]?.description ?? device.info.description;
    if (before !== device.info.description) {
      throw new OtherDeviceError(`this run was begun on ${before}, and here is ${device.info.description}`);
    }
    this.#infos[backend] = device.info;
    return device;
  }

  /**
   * Gives a device back, so that the next point gets a new one: after a loss, and where the driver's reading must hold nothing of
   * an earlier point.
   */
  async drop(backend: Backend): Promise<void> {
    const device = this.#open.get(backend);
    this.#open.delete(backend);
    await device?.destroy();
  }

  /** Gives everything back. */
  async destroy(): Promise<void> {
    for (const backend of [...this.#open.keys()]) await this.drop(backend);
  }
}
