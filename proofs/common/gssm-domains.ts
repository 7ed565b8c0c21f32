/** The domains that the claims about machines share. */
import type { Effort } from '@verbatim/evidence';
import { stringSizesInWords } from './gssm-machines.js';

/** The largest D^L for which all strings are run on every model. */
export const MAX_STRINGS: Record<Effort, number> = { quick: 256, standard: 4096, deep: 65_536 };

/** The same where the states that the strings leave are compared one by one. */
export const MAX_STRINGS_AT_COPY: Record<Effort, number> = { quick: 128, standard: 1024, deep: 8192 };

/** Small enough for controls. */
export const CONTROL_STRINGS = 64;

/** `modelMachines` at an effort, in words. */
export function modelsInWords(maxStrings: number): string {
  return `every register, prefix and window machine with 0 ≤ k ≤ L and every constant machine, ${stringSizesInWords(maxStrings)}`;
}
