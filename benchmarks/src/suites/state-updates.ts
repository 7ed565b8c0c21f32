/** How many tokens a second the bounded-state machines read. */

import { perSecond } from '@verbatim/bench';
import { type Gssm, MACHINE_FAMILIES, machineForBits, randomAutomaton } from '@verbatim/gssm';
import { randomSource } from '@verbatim/tasks';
import { SHORT, secondsOf } from '../measure.js';
import type { Point, Suite } from '../point.js';

const ALPHABET_SIZE = 2;
const LENGTH = 10_000;

function updates<S>({ start, update }: Gssm<S>, letters: Uint32Array): void {
  let state = start;
  for (const letter of letters) state = update(state, letter);
}

/** Every family at 16 and 4,096 state bits, and an automaton of 256 states. */
export const stateUpdates: Suite = {
  name: 'state-updates',
  title: `Updates of bounded-state machines, D = ${ALPHABET_SIZE}, strings of ${LENGTH.toLocaleString('en')} letters`,
  async run(progress) {
    const letters = randomSource(1, 'state-updates').letters(LENGTH, ALPHABET_SIZE);
    const machines: Gssm<unknown>[] = [
      ...MACHINE_FAMILIES.flatMap((family) =>
        (family === 'constant' ? [0n] : [16n, 4096n]).map((bits) =>
          machineForBits(family, ALPHABET_SIZE, LENGTH, bits),
        ),
      ),
      randomAutomaton(ALPHABET_SIZE, 256, 1),
    ];
    const points: Point[] = [];
    for (const machine of machines) {
      progress(machine.name);
      const seconds = await secondsOf(() => updates(machine, letters), SHORT);
      points.push({
        suite: 'state-updates',
        name: machine.name,
        parameters: { alphabetSize: ALPHABET_SIZE, length: LENGTH },
        unit: 'updates/s',
        counts: { serialisedBits: machine.serialisedBits },
        ...perSecond(seconds, LENGTH),
      });
    }
    return { points, growth: [] };
  },
};
