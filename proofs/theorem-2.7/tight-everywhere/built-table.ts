/** A machine that is to have s states and to copy s strings, and how it is shown when it does not. */
import type { Json } from '@verbatim/evidence';
import type { MachineTable } from '@verbatim/gssm';
import type { MachineSize } from '../../common/gssm-machine-sizes.js';

/** How the machine for s strings of L letters below D is made. */
export type BuildTable = (alphabetSize: number, length: number, states: number) => MachineTable;

/** Tables of more states are too long to show. */
const MOST_SHOWN = 64;

/** The sizes, with the table itself where it is short: as a file it is what `verbatim copy --model gssm:FILE` runs. */
export function describeTable(build: BuildTable, { alphabetSize, length, states }: MachineSize): Json {
  const sizes = { alphabetSize, length, states };
  if (states > MOST_SHOWN) return sizes;
  const { alphabet, states: built, start, update, output } = build(alphabetSize, length, states);
  return {
    ...sizes,
    machine: { alphabet, states: built, start, update: update.map((row) => [...row]), output: [...output] },
  };
}
