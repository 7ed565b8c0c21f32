import type { FittedLaw } from './result.js';

/** What a law says at length L: nanoseconds or bytes. */
export function lawAt(
  { constant, linear, coefficient, exponent }: Pick<FittedLaw, 'constant' | 'linear' | 'coefficient' | 'exponent'>,
  length: number,
): number {
  return constant + linear * length + coefficient * length ** exponent;
}
