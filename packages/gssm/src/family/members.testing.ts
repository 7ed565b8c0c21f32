/** Small models of every member, for tests. */

import { fc } from '@fast-check/vitest';
import type { FamilyModel } from './family-machine.js';
import { MEMBERS } from './members.js';

/** Hyper-parameters that must be even. */
const EVEN = new Set(['s4d.state', 'retnet.keys']);

/** Models of all members with small hyper-parameters, in any of these formats. */
export function smallModels(formats: readonly string[], largest = 3): fc.Arbitrary<FamilyModel> {
  return fc.constantFrom(...MEMBERS).chain(({ name, least }) =>
    fc.record({
      member: fc.constant(name),
      hyperparameters: fc.record(
        Object.fromEntries(
          Object.entries(least).map(([key, value]) => [
            key,
            EVEN.has(`${name}.${key}`)
              ? fc.integer({ min: 1, max: largest }).map((n) => 2 * n)
              : fc.integer({ min: value, max: value + largest }),
          ]),
        ),
      ),
      layers: fc.integer({ min: 1, max: 2 }),
      alphabetSize: fc.integer({ min: 2, max: 5 }),
      format: fc.constantFrom(...formats),
    }),
  );
}
