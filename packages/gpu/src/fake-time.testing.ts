/**
 * The time of a host and a card, counted and not measured: the host goes on by what its calls take, the card by what it is handed.
 * What is handed over begins when the card is free and the host has come so far.
 */
export class FakeTime {
  /** The most that had been handed over and not reached. */
  mostWaiting = 0;
  #host = 0;
  #card = 0;
  #reached: number[] = [];

  /** Lets the host take so many nanoseconds. */
  call(nanoseconds: number): void {
    this.#host += nanoseconds;
  }

  /** Hands something over. @returns when it will be done. */
  enqueue(nanoseconds: number): number {
    this.#reached = this.#reached.filter((time) => time > this.#host);
    this.#card = Math.max(this.#card, this.#host) + nanoseconds;
    this.#reached.push(this.#card);
    this.mostWaiting = Math.max(this.mostWaiting, this.#reached.length);
    return this.#card;
  }

  /** Whether the host has come to a moment. */
  isOver(moment: number): boolean {
    return moment <= this.#host;
  }

  /** Whether the card has nothing to do. */
  get idle(): boolean {
    return this.isOver(this.#card);
  }

  /** Lets the host wait for a moment. */
  waitFor(moment: number): void {
    this.#host = Math.max(this.#host, moment);
  }
}
