import { meet } from './harness.mjs';

// The loss comes from outside, while a read is pending: as when a driver resets the card.
await meet(async (device) => {
  const buffer = await device.createBuffer({ label: 'numbers', purpose: 'state', size: 2 ** 26 });
  const pending = device.read(buffer);
  setTimeout(() => device.gpu.destroy(), 0);
  await pending;
  await device.read(buffer);
});
