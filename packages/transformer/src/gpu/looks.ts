/**
 * How much is made between two looks at a device. While it is looked at it has nothing to do; so looks are rare where the device
 * is fast, and come often enough to show how far it is where it is not.
 */

/** A look that came within this many milliseconds lets the next one wait twice as long. */
const SOON = 100;

/** The looks of one run. */
export class Looks {
  #began = 0;

  /** @param count made before the first look; later ones are made after a power of two times as many. */
  constructor(private count: number) {}

  /** How much to make before the next look, from now on. */
  begin(): number {
    this.#began = performance.now();
    return this.count;
  }

  /** It has been looked. */
  end(): void {
    if (performance.now() - this.#began < SOON) this.count *= 2;
  }
}
