import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const PERCENTAGE = /^([0-9]+(?:\.[0-9]+)?) ?%$/;

/**
 * Reads a percentage such as `5%` or `2.5 %` as a share: 0.05, 0.025.
 *
 * @throws UsageError when it is none, is zero, or is more than 1,000 %.
 */
export function percentage(option: string, text: string): number {
  const share = Number(PERCENTAGE.exec(text)?.[1] ?? 0) / 100;
  if (!(share > 0 && share <= 10))
    throw new UsageError(`${option} ${quoted(text)}: accepted is a percentage above 0% and up to 1000%, such as 5%`);
  return share;
}
