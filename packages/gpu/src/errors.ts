/** What can go wrong on a device: typed errors whose message says what happened and what to do. */

/** Every error of this package; `code` is stable. */
export class GpuError extends Error {
  override readonly name: string = 'GpuError';

  constructor(
    readonly code:
      | 'no-adapter'
      | 'limit-exceeded'
      | 'out-of-memory'
      | 'device-lost'
      | 'shader-invalid'
      | 'feature-missing'
      | 'wrong-mode'
      | 'time-unknown'
      | 'device-rejected',
    message: string,
  ) {
    super(message);
  }
}

/** No adapter answered; `reasons` says of each that was looked for why it is not there. */
export class NoAdapterError extends GpuError {
  override readonly name = 'NoAdapterError';

  constructor(readonly reasons: readonly string[]) {
    super('no-adapter', `no GPU adapter answered: ${reasons.join('; ')}`);
  }
}

/** Something needs more than a limit of the device. */
export class LimitExceededError extends GpuError {
  override readonly name = 'LimitExceededError';

  /** The largest input length that fits, when the caller could tell. */
  readonly largestLength: number | null;

  constructor(
    readonly limit: string,
    readonly wanted: number,
    readonly allowed: number,
    { what, largestLength = null }: { readonly what: string; readonly largestLength?: number | null },
  ) {
    super(
      'limit-exceeded',
      `${what} needs ${limit} = ${wanted}; this device allows ${allowed}${largestLength === null ? '' : `, enough for length ${largestLength}`}`,
    );
    this.largestLength = largestLength;
  }
}

/** The device has no memory left for a buffer. */
export class OutOfMemoryError extends GpuError {
  override readonly name = 'OutOfMemoryError';

  constructor(
    readonly label: string,
    /** Bytes; null when the device did not tell what it had no room for. */
    readonly size: number | null,
    readonly liveBytes: number,
  ) {
    super(
      'out-of-memory',
      `out of device memory: ${label} needs ${size ?? 'more'} bytes beside the ${liveBytes} in use; use a shorter length or fewer heads, or destroy buffers first`,
    );
  }
}

/** The device is gone, and with it all of its buffers. */
export class DeviceLostError extends GpuError {
  override readonly name = 'DeviceLostError';

  /** @param advice what to do now. */
  constructor(reason: string, advice = 'open it again to go on') {
    super('device-lost', `the device was lost (${reason}): ${advice}; what was read back before is kept`);
  }
}

/** A shader did not compile. */
export class ShaderError extends GpuError {
  override readonly name = 'ShaderError';

  constructor(
    readonly program: string,
    /** 1-based; 0 when the compiler named no place. */
    readonly line: number,
    readonly column: number,
    readonly compilerMessage: string,
    /** The line of the source that the compiler complains of. */
    readonly sourceLine: string,
  ) {
    super(
      'shader-invalid',
      `shader ${program}${line === 0 ? '' : `, line ${line}, column ${column}`}: ${compilerMessage}${sourceLine === '' ? '' : ` in \`${sourceLine.trim()}\``}`,
    );
  }
}

/** The device lacks a feature that a program needs. */
export class FeatureMissingError extends GpuError {
  override readonly name = 'FeatureMissingError';

  constructor(
    readonly feature: string,
    what: string,
  ) {
    super('feature-missing', `${what} needs the feature ${feature}, which this device does not have`);
  }
}

/** gpu.js ran in another mode than the one asked for. */
export class WrongModeError extends GpuError {
  override readonly name = 'WrongModeError';

  constructor(
    readonly wanted: string,
    readonly ran: string,
  ) {
    super('wrong-mode', `gpu.js ran in mode ${ran}, not ${wanted}, so nothing is reported of it`);
  }
}

/** A time is too short for the device's timer, or the device has none. */
export class TimeUnknownError extends GpuError {
  override readonly name = 'TimeUnknownError';

  constructor(message: string) {
    super('time-unknown', message);
  }
}

/** The device refused a command: a bug in the program or its bindings. */
export class DeviceRejectedError extends GpuError {
  override readonly name = 'DeviceRejectedError';

  constructor(message: string) {
    super('device-rejected', `the device refused a command: ${message.split('\n')[0]}`);
  }
}
