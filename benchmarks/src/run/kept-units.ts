import type { Journal, Json } from '@verbatim/evidence';

/** What a journal has, by key; of a key that was written twice, the last. */
export class KeptUnits {
  readonly #units: Map<string, Json>;

  constructor(private readonly journal: Journal) {
    this.#units = new Map(journal.units().map(({ key, value }) => [key, value]));
  }

  has(key: string): boolean {
    return this.#units.has(key);
  }

  get(key: string): Json | undefined {
    return this.#units.get(key);
  }

  /** Writes a value; it is on the disk when the promise resolves. */
  async keep(key: string, value: unknown): Promise<void> {
    const plain = JSON.parse(JSON.stringify(value)) as Json;
    await this.journal.append({ key, value: plain });
    this.#units.set(key, plain);
  }
}
