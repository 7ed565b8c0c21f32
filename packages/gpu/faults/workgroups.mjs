import { meet } from './harness.mjs';

await meet(async (device) => {
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 256 });
  const program = await device.compile({
    name: 'wide',
    wgsl: '@group(0) @binding(0) var<storage, read_write> x: array<f32>; @compute @workgroup_size(1) fn main() { x[0] = 1.0; }',
  });
  device.submit([{ program, bindings: [buffer], workgroups: [70_000, 1, 1] }]);
});
