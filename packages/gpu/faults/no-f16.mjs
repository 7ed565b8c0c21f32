import { meet } from './harness.mjs';

const wgsl = `enable f16;
@group(0) @binding(0) var<storage, read_write> x: array<f16>;
@compute @workgroup_size(1) fn main() { x[0] = 1.0h; }`;

await meet((device) => device.compile({ name: 'half', wgsl, features: ['shader-f16'] }));
