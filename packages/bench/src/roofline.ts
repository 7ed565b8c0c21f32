/** What a point achieved of what the device could, and what limits it: the roofline. */
import type { Achieved, BenchPoint, Bound, Ceilings, PointCost } from './result.js';

/** A point that takes more than so many times its larger floor is limited by neither. */
const FAR_ABOVE = 10;

/**
 * Rates of a point and their shares of the ceilings.
 *
 * @param nanoseconds - of one run, positive.
 * @param ceilings - measured on the same device in the same run.
 */
export function achieved(
  { flops, bytesRead, bytesWritten }: PointCost,
  nanoseconds: number,
  precision: BenchPoint['precision'],
  ceilings: Ceilings,
): Achieved {
  const bytes = bytesRead + bytesWritten;
  // A byte a nanosecond is a gigabyte a second; a thousand FLOPs a nanosecond are a teraflop a second.
  const gigabytesPerSecond = bytes / nanoseconds;
  const teraflopsPerSecond = flops / nanoseconds / 1000;
  const copy = ceilings.copyGigabytesPerSecond;
  const matrixProduct = precision === 'f64' ? null : ceilings.matrixProductTeraflops[precision];
  return {
    gigabytesPerSecond,
    teraflopsPerSecond,
    percentOfCopy: copy === null ? null : (100 * gigabytesPerSecond) / copy,
    percentOfMatrixProduct: matrixProduct === null ? null : (100 * teraflopsPerSecond) / matrixProduct,
    bound: bound(
      nanoseconds,
      copy === null ? null : bytes / copy,
      matrixProduct === null ? null : flops / (1000 * matrixProduct),
    ),
  };
}

/** Floors in nanoseconds; null where a ceiling was not measured. */
function bound(nanoseconds: number, memory: number | null, arithmetic: number | null): Bound | null {
  if (memory === null && arithmetic === null) return null;
  const floor = Math.max(memory ?? 0, arithmetic ?? 0);
  if (nanoseconds > FAR_ABOVE * floor) return 'overhead';
  return floor === memory ? 'memory' : 'arithmetic';
}
