import { meet } from './harness.mjs';

// Just below the largest buffer, until the device has no more. What was allocated before stays usable.
await meet(async (device) => {
  const buffers = [];
  const size = device.info.limits.maxBufferSize - 2 ** 20;
  try {
    for (;;) {
      buffers.push(await device.createBuffer({ label: `cache ${buffers.length}`, purpose: 'kv-cache', size }));
    }
  } finally {
    const [first] = buffers;
    device.write(first, new Float32Array([7]));
    console.log(`kept ${new Float32Array(await device.read(first, 0, 4))[0]}`);
    console.log(`counted ${buffers.length > 1} ${device.ledger.live['kv-cache'] === size * buffers.length}`);
    for (const buffer of buffers) {
      buffer.destroy();
    }
  }
});
