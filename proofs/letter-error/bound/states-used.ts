/** The states that a machine uses: those in which some string of L letters leaves it after COPY. */
import type { Gssm } from '@verbatim/gssm';
import { vocabulary } from '@verbatim/tasks';

/**
 * How many different states all strings of L letters lead to after COPY, by what `encode` writes. Whatever a machine says of
 * a string passes through one of these, so that the letter bound holds with their number in place of |S|.
 */
export function statesUsed<S>(machine: Gssm<S>, length: number): bigint {
  const { alphabetSize } = machine;
  const { bos, copy } = vocabulary(alphabetSize);
  const written = new Set<string>();
  const visit = (state: S, read: number): void => {
    if (read === length) {
      written.add(machine.encode(machine.update(state, copy)).join());
      return;
    }
    for (let letter = 0; letter < alphabetSize; letter++) visit(machine.update(state, letter), read + 1);
  };
  visit(machine.update(machine.start, bos), 0);
  return BigInt(written.size);
}
