/** Machines with as many states as a file may reasonably have, as JSON, on every string that they are to copy. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { generateCopy, parseTable, tableMachine, windowCycle } from '@verbatim/gssm';
import type { MachineSize } from '../../common/gssm-machine-sizes.js';
import { type BuildTable, describeTable } from './built-table.js';

const size = (alphabetSize: number, length: number, states: number): MachineSize => ({ alphabetSize, length, states });

const SIZES: Record<Effort, readonly MachineSize[]> = {
  quick: [size(2, 13, 5000), size(3, 8, 5000)],
  standard: [size(2, 20, 1_000_000), size(2, 64, 100_000), size(3, 12, 100_000), size(10, 5, 100_000)],
  deep: [
    ...[20, 21, 64].map((length) => size(2, length, 1_000_000)),
    size(2, 1000, 50_000),
    ...[999_999, 1_000_001].map((states) => size(2, 20, states)),
    size(3, 13, 1_000_000),
    size(5, 9, 1_000_000),
    size(10, 6, 1_000_000),
  ],
};

/** Small enough for controls. */
export const CONTROL_SIZES: readonly MachineSize[] = [size(2, 11, 1000), size(3, 7, 1000)];

/** The first string of the cycle that the machine does not copy, or undefined if it copies all s. */
function wrongString(build: BuildTable, { alphabetSize, length, states }: MachineSize): string | undefined {
  const written = JSON.stringify(build(alphabetSize, length, states));
  const machine = tableMachine(parseTable(JSON.parse(written)));
  if (machine.states !== BigInt(states)) return `The machine has ${machine.states} states.`;
  const cycle = windowCycle(alphabetSize, states);
  const x = new Uint32Array(length);
  for (let place = 0; place < states; place++) {
    for (let i = 0; i < length; i++) x[i] = cycle[(place + i) % states]!;
    const said = generateCopy(machine, x);
    if (said.some((letter, i) => letter !== x[i])) return `It says ${said.join(' ')} for ${x.join(' ')}.`;
  }
  return undefined;
}

/**
 * The machine's JSON, read back, copies the s strings of its cycle. They differ, since their first ⌈log_D s⌉ letters do, and by
 * Theorem 2.7 it copies no others: err = 1 − s/D^L.
 */
export function largeMachines(
  build: BuildTable,
  sizes: (effort: Effort) => readonly MachineSize[] = (e) => SIZES[e],
): Method {
  return exact<MachineSize>({
    name: 'large-machines',
    domain: (effort) =>
      `(D, L, s) = ${sizes(effort)
        .map(({ alphabetSize, length, states }) => `(${alphabetSize}, ${length}, ${states})`)
        .join(
          ', ',
        )}: written as JSON and read back, the machine has s states and copies the s strings of L letters on its cycle`,
    cases: sizes,
    size: (effort) => sizes(effort).length,
    holds: (count) => wrongString(build, count) === undefined,
    describe: (count) => describeTable(build, count),
    explain: (count) => wrongString(build, count)!,
  });
}
