import { meet } from './harness.mjs';

await meet((device) =>
  device.compile({
    name: 'typo',
    wgsl: `@group(0) @binding(0) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let half = x[id.x] * 0.5;
  x[id.x] = halve + 1.0;
}`,
  }),
);
