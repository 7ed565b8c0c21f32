/** A point is left out for a reason that is known before it is tried; the message is the reason. */
export class LeftOut extends Error {
  override readonly name: string = 'LeftOut';
}

/** It would take too long, by what this run measured: another run, on a quieter machine, may have the time. */
export class NoTimeLeft extends LeftOut {
  override readonly name = 'NoTimeLeft';
}
