/** The negative controls of every claim about which strings are copied: the same check on a T(n) that was made wrong. */
import { type Control, control, type Method } from '@verbatim/evidence';
import { type CopyingTransformer, copyingTransformer } from '@verbatim/transformer';
import { withBrokenGate, withWeight, withWindowOffByOne } from './broken-weights.js';
import { everyString } from './copy-methods.js';
import type { Build, CopyTrial } from './copy-trials.js';
import { type Grid, grid, sizesWithoutUnigrams } from './sizes.js';

/** Where the controls of a claim look: large enough that each is caught. */
export const SMALL_GRIDS: readonly Grid[] = [grid(2, 6, 3), grid(3, 4, 2)];

/** The constructions of `build`, each changed in the same way. */
export const broken =
  (build: Build, change: (construction: CopyingTransformer) => CopyingTransformer): Build =>
  (size) =>
    change(build(size));

/** The constructions of `build` with the widest head of block 1 seeing one position too many. */
export const windowOffByOne = (build: Build): Build => broken(build, withWindowOffByOne);

/** T(n) with B = 1. */
export const softmaxScale1: Build = ({ alphabetSize, ngram }) =>
  copyingTransformer({ alphabetSize, ngram, softmaxScale: 1 });

/** What {@link everyString} checks, without the domain. */
interface Statement {
  readonly transformer: string;
  readonly build: Build;
  readonly holds: (trial: CopyTrial) => boolean;
}

/** A window, a weight, the gates, B, n and the strings made wrong, each checked on every string of {@link SMALL_GRIDS}. */
export function brokenCopying(statement: Statement): Control[] {
  const grids = () => SMALL_GRIDS;
  const { build } = statement;
  const every = (changed: Partial<Statement>): Method => everyString({ ...statement, ...changed, grids });
  return [
    control({
      name: 'window-off-by-one',
      breaks: 'the widest head of block 1 sees n + 2 positions instead of n + 1',
      method: every({ build: windowOffByOne(build) }),
    }),
    control({
      name: 'broken-weight',
      breaks: 'one weight is 0: the one that carries the first coordinate of a token into the values of block 2',
      method: every({ build: broken(build, (c) => withWeight(c, 'blocks.1.heads.0.value', 0, c.layout.value, 0)) }),
    }),
    control({
      name: 'broken-gate',
      breaks: 'C = 0: no gate closes',
      method: every({ build: broken(build, withBrokenGate) }),
    }),
    control({
      name: 'softmax-scale-1',
      breaks: 'B = 1 instead of what the margin needs',
      method: every({ build: softmaxScale1 }),
    }),
    control({
      name: 'n-one-too-small',
      breaks: 'the key of T has n − 1 letters, while the statement is about n',
      method: everyString({
        ...statement,
        build: (size) => build({ ...size, ngram: size.ngram - 1 }),
        grids,
        sizes: sizesWithoutUnigrams,
        within: 'n ≥ 2',
      }),
    }),
    control({
      name: 'conflicting-repeat',
      breaks: 'strings with a conflicting repeat are claimed to be copied too',
      method: every({ holds: ({ copied }) => copied }),
    }),
  ];
}
