import { meet } from './harness.mjs';

await meet(async (device) => {
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 256 });
  buffer.destroy();
  buffer.destroy();
  await device.read(buffer);
});
