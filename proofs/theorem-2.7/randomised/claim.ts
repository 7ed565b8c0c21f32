import { claim, control } from '@verbatim/evidence';
import { bestSeedForEach, boundMet, finiteSeeds, randomSeeds, randomTables } from './methods.js';
import { expectedCopies } from './stochastic-table.js';

/** Theorem 2.7 for machines that throw coins. */
export const theorem27Randomised = claim({
  id: 'theorem-2.7/randomised',
  statement:
    'For all D and L, a generalised state space model with state set S whose updates and outputs are random has E[err] ≥ 1 − |S|/D^L on uniform strings of L letters, the mean ' +
    'being taken over its coins too, as long as these do not depend on the string.',
  source: 'derived in docs/beyond.md from Theorem 2.7 of arXiv 2402.01032',
  expected: 'holds',
  methods: [randomTables(), randomSeeds(), finiteSeeds(), boundMet()],
  controls: [
    control({
      name: 'one-state-too-few',
      breaks: 'machines declare one state fewer than they have',
      method: randomTables({
        mean: ({ table, length }) => expectedCopies(table, length),
        most: ({ table }) => BigInt(table.states - 1),
      }),
    }),
    control({
      name: 'seeds-one-state-too-few',
      breaks: 'with its coins thrown a machine is claimed to copy at most |S| − 1 strings',
      method: randomSeeds(1),
    }),
    control({
      name: 'coins-that-know',
      breaks: 'each string gets the seed that suits it best',
      method: finiteSeeds(bestSeedForEach),
    }),
    control({
      name: 'equality-one-state-too-few',
      breaks: 'machines that copy s strings are claimed to copy s − 1 on average',
      method: boundMet(1),
    }),
  ],
});
