/** The device that tests run on, opened once. */
import { type Device, type DeviceLimits, openDawn } from '@verbatim/gpu';

let opened: Promise<Device> | undefined;

/** Hardware where there is some, else software. */
export function testDevice(): Promise<Device> {
  opened ??= openDawn();
  return opened;
}

/** The same device with other limits. */
export function withLimits(device: Device, limits: Partial<DeviceLimits>): Device {
  return {
    info: { ...device.info, limits: { ...device.info.limits, ...limits } },
    ledger: device.ledger,
    createBuffer: (options) => device.createBuffer(options),
    write: (...args) => device.write(...args),
    poison: (buffer) => device.poison(buffer),
    compile: (program) => device.compile(program),
    submit: (dispatches) => device.submit(dispatches),
    finish: () => device.finish(),
    read: (...args) => device.read(...args),
    time: (...args) => device.time(...args),
    destroy: () => device.destroy(),
  };
}
