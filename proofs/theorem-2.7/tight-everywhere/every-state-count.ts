/** A machine for every s from 1 to D^L, run on every string. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { machineOfTable } from '@verbatim/gssm';
import { countCopies, errorEqualsBound, failureInWords } from '../../common/gssm-copy-count.js';
import type { MachineSize } from '../../common/gssm-machine-sizes.js';
import { stateCounts, stringSizes, stringSizesInWords } from '../../common/gssm-machines.js';
import { type BuildTable, describeTable } from './built-table.js';

/** For every s: the machine has s states, and of all D^L strings it copies s. */
export function everyStateCount(build: BuildTable, maxStrings: (effort: Effort) => number): Method {
  const wrong = ({ alphabetSize, length, states }: MachineSize): string | undefined => {
    const machine = machineOfTable(build(alphabetSize, length, states), 'The machine');
    const count = { ...countCopies(machine, length), states: BigInt(states) };
    if (machine.states === BigInt(states) && errorEqualsBound.holds(count)) return undefined;
    return `${failureInWords(errorEqualsBound, machine.name, count)} Its table has ${machine.states} states.`;
  };
  return exact<MachineSize>({
    name: 'every-state-count',
    domain: (effort) =>
      `1 ≤ s ≤ D^L, ${stringSizesInWords(maxStrings(effort))}; all D^L strings are run on the machine for s: ${errorEqualsBound.words} with ` +
      '|S| = s',
    cases: (effort) => stateCounts(maxStrings(effort)),
    size: (effort) =>
      stringSizes(maxStrings(effort)).reduce((sum, { alphabetSize, length }) => sum + alphabetSize ** length, 0),
    holds: (count) => wrong(count) === undefined,
    describe: (count) => describeTable(build, count),
    explain: (count) => wrong(count)!,
  });
}
