/** The device that tests run on, opened once. */
import { type Device, openDawn } from '@verbatim/gpu';

let opened: Promise<Device> | undefined;

/** Hardware where there is some, else software. */
export function testDevice(): Promise<Device> {
  opened ??= openDawn();
  return opened;
}
