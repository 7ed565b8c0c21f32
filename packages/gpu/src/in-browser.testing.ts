/** What browser.test.ts runs in a page. */
import { openBrowser } from './browser.js';

const squares = {
  name: 'squares',
  wgsl: `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&x)) { x[id.x] = x[id.x] * x[id.x]; }
}`,
};

/** Squares 0 … 99. */
export async function compute() {
  const device = await openBrowser();
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 400 });
  const program = await device.compile(squares);
  device.write(
    buffer,
    Float32Array.from({ length: 100 }, (_, i) => i),
  );
  device.submit([{ program, bindings: [buffer], workgroups: [2, 1, 1] }]);
  const numbers = [...new Float32Array(await device.read(buffer))];
  const { live, peak } = device.ledger;
  await device.destroy();
  return { numbers, live, peak, left: device.ledger.liveBytes, info: device.info };
}

/** Meets faults; gives their messages. */
export async function faults() {
  const device = await openBrowser();
  const told: string[] = [];
  const tell = ({ name, message }: Error) => void told.push(`${name}: ${message}`);
  await device.compile({ name: 'typo', wgsl: '@compute @workgroup_size(1)\nfn main() { x = 1; }' }).catch(tell);
  await device.compile({ name: 'half', wgsl: '', features: ['shader-f16'] }).catch(tell);
  await device.createBuffer({ label: 'keys', purpose: 'kv-cache', size: 2 ** 50 }).catch(tell);
  const buffer = await device.createBuffer({ label: 'b', purpose: 'state', size: 16 });
  told.push(`read ${(await device.read(buffer)).byteLength}`);
  const pending = device.read(buffer).catch(tell);
  (device as unknown as { gpu: GPUDevice }).gpu.destroy();
  await pending;
  await device.read(buffer).catch(tell);
  return told;
}

/** Times something short; gives the name of the error where it is refused. */
export async function times() {
  const device = await openBrowser();
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 2 ** 16 });
  const program = await device.compile(squares);
  const run = [{ program, bindings: [buffer], workgroups: [256, 1, 1] as const }];
  try {
    return await device.time([run], { samples: 4 });
  } catch (error) {
    return (error as Error).name;
  } finally {
    await device.destroy();
  }
}
