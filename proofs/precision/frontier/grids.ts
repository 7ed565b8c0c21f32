/** The small sizes all of whose strings are run. */
import type { Effort } from '@verbatim/evidence';
import { type Grid, grid, gridsInWords } from '../../common/sizes.js';

/** Sizes by effort: few at `quick`, which takes a second. */
export const GRIDS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 8, 3), grid(3, 4, 2)],
  standard: [grid(2, 10, 4), grid(3, 7, 2), grid(5, 4, 2)],
  deep: [grid(2, 12, 5), grid(3, 8, 3), grid(5, 5, 2)],
};

/** The grids in words. */
export function gridsOfFrontier(effort: Effort): string {
  return gridsInWords(GRIDS[effort]);
}
