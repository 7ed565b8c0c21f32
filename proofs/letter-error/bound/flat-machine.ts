/** A machine that can be changed entry by entry, for searches: BOS does nothing and the start is state 0. */
import type { LetterMode, MachineTable } from '@verbatim/gssm';

export class FlatMachine {
  private constructor(
    private readonly alphabetSize: number,
    /** (N, D + 2): next states on the letters, the next state on COPY, the output. */
    readonly entries: Int32Array,
  ) {}

  /** The machine of a table whose BOS column does nothing and whose start is 0. */
  static of({ alphabet, update, output }: MachineTable): FlatMachine {
    return new FlatMachine(
      alphabet,
      Int32Array.from(update.flatMap((row, state) => [...row.slice(0, alphabet), row[alphabet + 1]!, output[state]!])),
    );
  }

  /** Every entry drawn by `draw`, which returns a number below the one that it is given. */
  static random(alphabetSize: number, states: number, draw: (values: number) => number): FlatMachine {
    const machine = new FlatMachine(alphabetSize, new Int32Array(states * (alphabetSize + 2)));
    machine.entries.forEach((_, entry) => {
      machine.entries[entry] = draw(machine.valuesOf(entry));
    });
    return machine;
  }

  /** How many values an entry can have. */
  valuesOf(entry: number): number {
    const width = this.alphabetSize + 2;
    return entry % width === width - 1 ? this.alphabetSize : this.entries.length / width;
  }

  /** The wrong letters of the answers to all D^L strings. */
  wrongLetters(length: number, mode: LetterMode): number {
    const { alphabetSize, entries } = this;
    const width = alphabetSize + 2;
    const fed = mode === 'autoregressive';
    const x = new Int32Array(length);
    const states = new Int32Array(length + 1);
    let wrong = 0;
    for (let depth = 0; ; ) {
      for (; depth < length; depth++) states[depth + 1] = entries[states[depth]! * width + x[depth]!]!;
      let state = entries[states[length]! * width + alphabetSize]!;
      for (let i = 0; i < length; i++) {
        const said = entries[state * width + alphabetSize + 1]!;
        if (said !== x[i]) wrong++;
        state = entries[state * width + (fed ? said : x[i]!)]!;
      }
      while (depth > 0 && x[depth - 1] === alphabetSize - 1) x[--depth] = 0;
      if (depth === 0) return wrong;
      x[--depth]!++;
    }
  }

  /** The machine as a table that can be run again. */
  table(): MachineTable {
    const { alphabetSize, entries } = this;
    const width = alphabetSize + 2;
    const states = entries.length / width;
    const rows = Array.from({ length: states }, (_, state) =>
      Array.from(entries.subarray(state * width, (state + 1) * width)),
    );
    return {
      alphabet: alphabetSize,
      states,
      start: 0,
      update: rows.map((row, state) => [...row.slice(0, alphabetSize), state, row[alphabetSize]!]),
      output: rows.map((row) => row[alphabetSize + 1]!),
    };
  }
}
