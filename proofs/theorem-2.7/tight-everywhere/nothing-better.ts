/** The search over all machines agrees: with s states, s strings can be copied and no more. */
import type { Effort, Evidence, Method } from '@verbatim/evidence';
import { errorAtLeastBound } from '../../common/gssm-copy-count.js';
import { everyMachine } from '../../common/gssm-every-machine.js';
import { type MachineSize, machineSizes } from '../../common/gssm-machine-sizes.js';
import { type BuildTable, describeTable } from './built-table.js';

const QUICK: readonly MachineSize[] = [
  ...[1, 2].flatMap((states) => machineSizes(2, states, 6)),
  ...[1, 2].flatMap((states) => machineSizes(3, states, 3)),
  ...[1, 2].flatMap((states) => machineSizes(4, states, 2)),
  ...machineSizes(2, 3, 3),
];

const SIZES: Record<Effort, readonly MachineSize[]> = {
  quick: QUICK,
  standard: [...QUICK, ...machineSizes(5, 2, 2), ...machineSizes(3, 3, 2), ...machineSizes(2, 4, 3)],
  deep: [...QUICK, ...machineSizes(5, 2, 3), ...machineSizes(3, 3, 3), ...machineSizes(2, 4, 5)],
};

const possible = ({ alphabetSize, states, length }: MachineSize) => states <= alphabetSize ** length;

/**
 * Searches every machine of s states for s ≤ D^L. The most strings that any of them copies must be `mostCopied`(s).
 *
 * @param mostCopied - s itself; another number for controls.
 */
export function nothingBetter(build: BuildTable, mostCopied = (states: number) => states): Method {
  const name = 'nothing-better';
  return {
    method: 'exhaustion',
    name,
    async run(context) {
      const sizes = SIZES[context.effort].filter(possible);
      const within = 'the most that any of them copies is |S|';
      const found = await everyMachine({ name, sizes: () => sizes, within, statement: errorAtLeastBound }).run(context);
      const rows = found.numbers as readonly { readonly mostCopied: number }[];
      const wrong = sizes.findIndex(({ states }, i) => rows[i]!.mostCopied !== mostCopied(states));
      if (found.supports !== 'holds' || wrong === -1) return found;
      const { states } = sizes[wrong]!;
      const refutation: Evidence = {
        ...found,
        failures: '1',
        counterexample: {
          case: describeTable(build, sizes[wrong]!),
          explanation: `With ${states} states ${rows[wrong]!.mostCopied} strings can be copied, not ${mostCopied(states)}.`,
        },
        supports: 'refuted',
      };
      return refutation;
    },
  };
}
