/** A point is left out for a reason that is known before it is tried; the message is the reason. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
