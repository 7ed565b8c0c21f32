import type { Json } from './json.js';

/** A kind of case that a sampled method must draw often enough for its "none failed" to mean something. */
export interface Share<C> {
  /** The kind in words, such as `conflicting repeat`: unique among the shares of the method. */
  readonly name: string;
  /** Is this case of the kind? */
  readonly has: (c: C) => boolean;
  /** The least share of all draws, above 0 and at most 1, that must be of the kind. */
  readonly least: number;
}

/** Counts how many of the draws are of each kind. */
export class ShareCounts<C> {
  readonly #shares: readonly Share<C>[];
  readonly #counts: number[];

  /** @throws RangeError unless each least share is above 0 and at most 1; TypeError when two have the same name. */
  constructor(shares: readonly Share<C>[]) {
    for (const { name, least } of shares) {
      if (!(least > 0 && least <= 1)) {
        throw new RangeError(`the least share of ${name} is ${least}: a number above 0 and at most 1 is needed`);
      }
    }
    if (new Set(shares.map(({ name }) => name)).size < shares.length) {
      throw new TypeError(`two shares have the same name: ${shares.map(({ name }) => name).join(', ')}`);
    }
    this.#shares = shares;
    this.#counts = shares.map(() => 0);
  }

  /** Counts one draw. */
  add(c: C): void {
    for (const [index, { has }] of this.#shares.entries()) {
      if (has(c)) {
        this.#counts[index]! += 1;
      }
    }
  }

  /** Is the share of every kind at least its least one? */
  reached(draws: number): boolean {
    return this.#shares.every(({ least }, index) => this.#counts[index]! >= least * draws);
  }

  /** `{ shares: { name: { drawn, share, least } } }` for the numbers of the evidence; nothing when no kind is named. */
  numbers(draws: number): { readonly shares?: Json } {
    if (this.#shares.length === 0) {
      return {};
    }
    const rows = this.#shares.map(({ name, least }, index) => {
      const drawn = this.#counts[index]!;
      return [name, { drawn, share: drawn / draws, least }] as const;
    });
    return { shares: Object.fromEntries(rows) };
  }
}
