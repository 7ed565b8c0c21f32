import { meet } from './harness.mjs';

await meet(async (device) => {
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 2 ** 22 });
  const program = await device.compile({
    name: 'slow',
    wgsl: `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var i = 0u; i < 64u; i++) { x[id.x] = sin(x[id.x]); }
}`,
  });
  const run = [{ program, bindings: [buffer], workgroups: [2 ** 14, 1, 1] }];
  const pending = device.time([run], { samples: 1000 });
  setTimeout(() => device.gpu.destroy(), 200);
  await pending;
});
