/** What this machine can compute on, which of it is used and why, and why the rest is missing. */
import { findCuda } from './cuda.js';
import { findDawnAdapters } from './dawn.js';
import type { DeviceInfo } from './device.js';
import { openGpuJs } from './gpujs.js';
import { GPUJS_MODES, type GpuJsMode } from './gpujs-library.js';
import { oneLine } from './native-library.js';
import { driverReading, type NvidiaReading } from './nvml.js';

/** Every way to a device, in the order in which they are preferred. */
export const ROUTES = [
  'webgpu-hardware',
  'webgpu-software',
  'gpujs-webgpu',
  'gpujs-webasm',
  'gpujs-cpu',
  'cuda',
] as const;

/** One of `ROUTES`. */
export type RouteName = (typeof ROUTES)[number];

/** A way to a device: what is there, or why it is missing, in one line. */
export type Route =
  | { readonly name: RouteName; readonly info: DeviceInfo; readonly missing: null }
  | { readonly name: RouteName; readonly info: null; readonly missing: string };

/** What was found. */
export interface Inventory {
  readonly routes: readonly Route[];
  /** The route that `openDawn()` takes; null when there is none. */
  readonly used: RouteName | null;
  /** Why that one, in one line. */
  readonly why: string;
  /** What NVIDIA's driver says, or why it says nothing, in one line. */
  readonly nvidia: NvidiaReading | string;
}

/** Looks for everything. Each mode of gpu.js runs a small program, because only then is it known which mode that was. */
export async function takeInventory(): Promise<Inventory> {
  const routes: Route[] = (await findDawnAdapters()).map(({ kind, info, missing }) =>
    info === null
      ? { name: `webgpu-${kind}`, info, missing: missing ?? 'it did not answer' }
      : { name: `webgpu-${kind}`, info, missing: null },
  );
  for (const mode of GPUJS_MODES) {
    routes.push(await triedGpuJs(mode));
  }
  const cuda = await findCuda();
  routes.push(
    typeof cuda === 'string'
      ? { name: 'cuda', info: null, missing: cuda }
      : { name: 'cuda', info: cuda.info, missing: null },
  );
  return { routes, ...choice(routes), nvidia: await driverReading() };
}

/** Which route is used, and why. */
export function choice(routes: readonly Route[]): Pick<Inventory, 'used' | 'why'> {
  const there = (name: RouteName) => routes.some((route) => route.name === name && route.info !== null);
  if (there('webgpu-hardware')) {
    return { used: 'webgpu-hardware', why: 'a hardware adapter answered' };
  }
  if (there('webgpu-software')) {
    return {
      used: 'webgpu-software',
      why: 'no hardware adapter answered; results are right, times say nothing of hardware',
    };
  }
  return { used: null, why: 'no WebGPU adapter answered' };
}

async function triedGpuJs(mode: GpuJsMode): Promise<Route> {
  const name = `gpujs-${mode}` as const;
  try {
    const device = await openGpuJs(mode);
    try {
      const buffer = { label: 'trial', purpose: 'scratch', size: 4 } as const;
      const input = await device.createBuffer(buffer);
      const output = await device.createBuffer(buffer);
      device.write(input, new Float32Array([2]));
      const program = await device.compile({
        name: 'trial',
        perOutput: { kernel: plusOne, constants: {}, outputs: 1 },
      });
      device.submit([{ program, bindings: [input, output], workgroups: [1, 1, 1] }]);
      const [three] = new Float32Array(await device.read(output));
      return three === 3
        ? { name, info: device.info, missing: null }
        : { name, info: null, missing: `2 + 1 came out as ${three}` };
    } finally {
      await device.destroy();
    }
  } catch (error) {
    return { name, info: null, missing: oneLine(error) };
  }
}

// gpu.js translates the text of this function.
function plusOne(this: { readonly thread: { readonly x: number } }, input: number[]): number {
  return input[this.thread.x]! + 1;
}
