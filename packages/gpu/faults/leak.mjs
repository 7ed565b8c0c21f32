// Rounds of making and destroying; prints what is left. Run with --expose-gc.
import { openDawn } from '@verbatim/gpu';
import { doubled } from './harness.mjs';

const ROUNDS = 1000;
const DEVICES = 200;

/** Megabytes that the process holds, once nothing is left to collect. */
async function settledMegabytes() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Math.round(process.memoryUsage().rss / 1e6);
}

const device = await openDawn('software');
const rounds = async (count) => {
  for (let i = 0; i < count; i++) {
    const scratch = await device.createBuffer({ label: 'scratch', purpose: 'scratch', size: 2 ** 20 });
    device.poison(scratch);
    const [result] = await doubled(device, [i]);
    scratch.destroy();
    if (result !== 2 * i || device.ledger.liveBytes !== 0) {
      throw new Error(`round ${i}: ${result}, ${device.ledger.liveBytes} live bytes`);
    }
  }
};
await rounds(ROUNDS / 10);
const before = await settledMegabytes();
await rounds(ROUNDS);
const afterRounds = await settledMegabytes();
const { liveBytes, liveBuffers } = device.ledger;
await device.destroy();

const devices = async (count) => {
  for (let i = 0; i < count; i++) {
    const one = await openDawn('software');
    await one.createBuffer({ label: 'left to the device', purpose: 'state', size: 2 ** 20 });
    await one.destroy();
    if (one.ledger.liveBytes !== 0) {
      throw new Error(`device ${i}: ${one.ledger.liveBytes} live bytes`);
    }
  }
};
await devices(DEVICES / 10);
const beforeDevices = await settledMegabytes();
await devices(DEVICES);
const afterDevices = await settledMegabytes();
console.log(
  JSON.stringify({
    rounds: ROUNDS,
    devices: DEVICES,
    liveBytes,
    liveBuffers,
    grownByRounds: afterRounds - before,
    grownByDevices: afterDevices - beforeDevices,
  }),
);
