/** The most strings that a machine of a family copies. */
import type { Pacer } from '@verbatim/evidence';
import type { MachineTable } from '@verbatim/gssm';
import type { UpdateFamily } from './update-families.js';

/** What a search of one family and size found. */
export interface BestCopier {
  /** The most strings that are copied. */
  readonly copied: number;
  readonly table: MachineTable;
  /** Starts, maps of the letters and outputs that were looked at, each with the best COPY. */
  readonly visited: number;
}

/**
 * Looks at every start, all maps of the letters and every output, up to symmetry. From each state p the machine says some string; that string, read
 * from the start, leads to a state e(p) before COPY, and it is copied if COPY leads from e(p) to p. So the number copied is the
 * number of p with COPY(e(p)) = p, and no string has to be tried. The search ends when it finds a machine that copies as many strings as
 * there are states: none copies more.
 */
export async function bestCopier(
  family: UpdateFamily,
  alphabetSize: number,
  states: number,
  length: number,
  pacer: Pacer,
): Promise<BestCopier> {
  const outputs = alphabetSize ** states;
  const output = new Array<number>(states);
  const before = new Array<number>(states);
  let best: BestCopier | undefined;
  let visited = 0;
  for (const { letters, bestCopy } of family.letterMaps(alphabetSize, states)) {
    for (const start of family.starts(states)) {
      for (let number = 0; number < outputs; number++) {
        visited++;
        for (let state = 0, rest = number; state < states; state++, rest = Math.floor(rest / alphabetSize)) {
          output[state] = rest % alphabetSize;
        }
        for (let p = 0; p < states; p++) {
          let [said, read] = [p, start];
          for (let i = 0; i < length; i++) {
            const map = letters[output[said]!]!;
            read = map[read]!;
            said = map[said]!;
          }
          before[p] = read;
        }
        // COPY is a map, so it meets one p at most for each state before it.
        if (best !== undefined && new Set(before).size <= best.copied) continue;
        const copy = bestCopy(before);
        const copied = before.filter((from, p) => copy[from] === p).length;
        if (best !== undefined && copied <= best.copied) continue;
        const update = Array.from({ length: states }, (_, s) => [...letters.map((map) => map[s]!), s, copy[s]!]);
        best = { copied, table: { alphabet: alphabetSize, states, start, update, output: [...output] }, visited };
        if (copied === Math.min(states, alphabetSize ** length)) return best;
      }
    }
    if (pacer.due()) await pacer.pause(visited, null);
  }
  return { ...best!, visited };
}
