import { meet } from './harness.mjs';

// Accepted when it is submitted; the device refuses it, and the next call that waits says so.
await meet(async (device) => {
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 256 });
  const program = await device.compile({
    name: 'two bindings',
    wgsl: `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@compute @workgroup_size(1) fn main() { x[0] = y[0]; }`,
  });
  device.submit([{ program, bindings: [buffer], workgroups: [1, 1, 1] }]);
  device.submit([{ program, bindings: [buffer], workgroups: [1, 1, 1] }]);
  await device.finish();
});
