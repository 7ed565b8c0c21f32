/**
 * A queue of letters as an immutable value, whose append takes constant amortised time.
 *
 * Windows that grow out of one another share one buffer, each seeing only its own stretch of it. The newest window appends
 * in place, because no other window sees that far; an older one that is appended to again gets a buffer of its own. So a
 * run over a long string does not copy the state at every step, and a search that branches still finds every state as it
 * left it. The buffer is at most a constant number of times longer than the window: nothing beyond the window is kept.
 */

type LetterArray = Uint8Array | Uint16Array | Uint32Array;

/** Slots past `filled` are free: no window sees them. */
interface LetterBuffer {
  readonly slots: LetterArray;
  filled: number;
}

const MINIMUM_SPARE_SLOTS = 32;

function allocate(alphabetSize: number, slots: number): LetterArray {
  if (alphabetSize <= 0x100) return new Uint8Array(slots);
  if (alphabetSize <= 0x10000) return new Uint16Array(slots);
  return new Uint32Array(slots);
}

export class LetterWindow {
  private constructor(
    private readonly alphabetSize: number,
    private readonly buffer: LetterBuffer,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** The window that holds these letters, all below `alphabetSize`; room is left for as many more. */
  static of(alphabetSize: number, letters: ArrayLike<number>): LetterWindow {
    const slots = allocate(alphabetSize, letters.length + Math.max(letters.length, MINIMUM_SPARE_SLOTS));
    slots.set(letters);
    return new LetterWindow(alphabetSize, { slots, filled: letters.length }, 0, letters.length);
  }

  get length(): number {
    return this.end - this.start;
  }

  /** The letter at `index`, where 0 is the oldest. */
  at(index: number): number {
    return this.buffer.slots[this.start + index];
  }

  /** The letters from `first` on, oldest first. The array is shared: it is not to be written to. */
  from(first: number): LetterArray {
    return this.buffer.slots.subarray(this.start + first, this.end);
  }

  /** This window with `letter` behind it and, if it would then hold more than `capacity` letters, without its oldest. */
  append(letter: number, capacity: number): LetterWindow {
    if (capacity === 0) return this;
    const start = this.length < capacity ? this.start : this.start + 1;
    const { slots, filled } = this.buffer;
    if (this.end < slots.length) {
      if (this.end === filled) {
        slots[this.end] = letter;
        this.buffer.filled = filled + 1;
        return new LetterWindow(this.alphabetSize, this.buffer, start, this.end + 1);
      }
      if (slots[this.end] === letter) return new LetterWindow(this.alphabetSize, this.buffer, start, this.end + 1);
    }
    return LetterWindow.of(this.alphabetSize, slots.subarray(start, this.end)).append(letter, capacity);
  }

  /** The same letters in cyclic order, beginning with the one at `offset`. */
  rotate(offset: number): LetterWindow {
    if (offset === 0) return this;
    const letters = allocate(this.alphabetSize, this.length);
    letters.set(this.from(offset));
    letters.set(this.buffer.slots.subarray(this.start, this.start + offset), this.length - offset);
    return LetterWindow.of(this.alphabetSize, letters);
  }
}
