import type { Device } from '@verbatim/gpu';

/** The same device to a test, with some of its members replaced. Buffers and programs are shared. */
export function changedDevice(device: Device, changes: Partial<Device>): Device {
  return {
    info: device.info,
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
    ...changes,
  };
}

/** The same with other limits, to see what a plan does on a smaller device. */
export function withLimits(device: Device, limits: Partial<Device['info']['limits']>): Device {
  return changedDevice(device, { info: { ...device.info, limits: { ...device.info.limits, ...limits } } });
}
