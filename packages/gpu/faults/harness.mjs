// What every program in this folder does: work, a fault, work again; each step is printed, and the exit code tells the fault.
import { GpuError, openDawn } from '@verbatim/gpu';

/** The exit code of a typed fault; anything else that goes wrong is Node's own 1. */
export const TYPED_FAULT = 3;

const DOUBLE = `
@group(0) @binding(0) var<storage, read_write> numbers: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&numbers)) {
    numbers[id.x] *= 2.0;
  }
}`;

/** Doubles some numbers on the device. */
export async function doubled(device, numbers) {
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 4 * numbers.length });
  const program = await device.compile({ name: 'double', wgsl: DOUBLE });
  device.write(buffer, Float32Array.from(numbers));
  device.submit([{ program, bindings: [buffer], workgroups: [Math.ceil(numbers.length / 64), 1, 1] }]);
  const result = [...new Float32Array(await device.read(buffer))];
  buffer.destroy();
  return result;
}

/** Prints a typed error and sets the exit code; lets any other error end the process. */
export function tell(error) {
  if (!(error instanceof GpuError)) {
    throw error;
  }
  console.error(`${error.name} (${error.code}): ${error.message}`);
  process.exitCode = TYPED_FAULT;
}

/** Works on the software adapter, meets the fault, and works again: on the same device, or on a new one after a loss. */
export async function meet(fault) {
  const device = await openDawn('software');
  console.log(`before ${(await doubled(device, [1, 2, 3])).join(' ')}`);
  try {
    await fault(device);
    console.log('no fault');
  } catch (error) {
    tell(error);
  }
  try {
    console.log(`after ${(await doubled(device, [4, 5])).join(' ')}`);
  } catch (error) {
    console.log(`after ${error.name}`);
    const again = await openDawn('software');
    console.log(`opened again ${(await doubled(again, [4, 5])).join(' ')}`);
    await again.destroy();
  }
  await device.destroy();
  console.log(`live bytes ${device.ledger.liveBytes}`);
}
