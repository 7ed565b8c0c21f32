import { meet } from './harness.mjs';

const wgsl = (size) => `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(${size}) fn main(@builtin(global_invocation_id) id: vec3u) { x[id.x] = 1.0; }`;

// A good shader that makes no valid pipeline, and good work after it: the invalid pipeline may never be used.
await meet((device) =>
  device.compile({ name: 'too wide', wgsl: wgsl(device.info.limits.maxWorkgroupInvocations + 1) }),
);
