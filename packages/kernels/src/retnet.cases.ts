import type { KernelCase, KernelSuite } from './check-kernel.js';
import { fill, type Overrides, retentionCase, retentionInputs, SHARED, type Sizes, STEPS } from './retention.cases.js';
import { type RetNetShape, retnet, retnetDecays, retnetStep } from './retnet.js';

const NEXT_TO_ONE = Float64Array.of(1 - 2 ** -12, 1 - 2 ** -20, 1 - 2 ** -24);
/** Nothing new comes, so that each row is smaller than the one before. */
const UNDERFLOW = 'a state that underflows beside one that stays';
const DECAYS: readonly (readonly [string, Sizes, Overrides])[] = [
  ['sixteen heads with the decays of the paper', [16, 131, 4, 4], {}],
  ['decays of 0, 1, ½, and tiny', [4, 257, 4, 4], { decay: Float64Array.of(0, 1, 0.5, 1e-30) }],
  ['decays next to 1', [3, 257, 4, 4], { decay: NEXT_TO_ONE }],
  [UNDERFLOW, [2, 515, 4, 4], { v: fill(4120, 0), decay: Float64Array.of(0.5, 1) }],
];

function caseOf(name: string, sizes: Sizes, own: Overrides): KernelCase<RetNetShape> {
  const inputs = retentionInputs(sizes, { decay: retnetDecays(sizes[0]), ...own });
  const made = retentionCase<RetNetShape>(name, sizes, inputs, (shape) => shape);
  return name === UNDERFLOW ? { ...made, compareBy: 'row' } : made;
}

export const retnetSuite: KernelSuite<RetNetShape> = {
  definition: retnet,
  cases: () => [...SHARED, ...DECAYS].map(([name, sizes, own = {}]) => caseOf(name, sizes, own)),
  longCases: () => [
    caseOf('decays next to 1, length 20,011', [3, 20_011, 4, 4], { decay: NEXT_TO_ONE }),
    caseOf('four heads of 64, length 1,031', [4, 1031, 64, 64], {}),
  ],
};

export const retnetStepSuite: KernelSuite<Omit<RetNetShape, 'length'>> = {
  definition: retnetStep,
  cases: () =>
    STEPS.map(([name, sizes, own = {}]) => {
      const { shape, inputs } = caseOf(name, sizes, own);
      const { length: _, ...step } = shape;
      return { name, shape: step, inputs };
    }),
};
