import { describe, expect, test } from 'vitest';
import type { Ceilings } from './result.js';
import { achieved } from './roofline.js';

const CEILINGS: Ceilings = { copyGigabytesPerSecond: 2000, matrixProductTeraflops: { f32: 40, f16: 400 } };

describe('the roofline', () => {
  test('gives rates and their shares of the ceilings', () => {
    // 1 GB read and 1 GB written in 2 ms; 4 GFLOP.
    const cost = { flops: 4e9, bytesRead: 1e9, bytesWritten: 1e9 };
    expect(achieved(cost, 2e6, 'f32', CEILINGS)).toEqual({
      gigabytesPerSecond: 1000,
      teraflopsPerSecond: 2,
      percentOfCopy: 50,
      percentOfMatrixProduct: 5,
      bound: 'memory',
    });
  });

  test('names the larger floor, and neither where the time is far above both', () => {
    const product = { flops: 2 * 4096 ** 3, bytesRead: 8 * 4096 ** 2, bytesWritten: 4 * 4096 ** 2 };
    expect(achieved(product, 5e6, 'f32', CEILINGS).bound).toBe('arithmetic');
    expect(achieved(product, 5e6, 'f16', CEILINGS).bound).toBe('overhead');
    expect(achieved({ flops: 100, bytesRead: 4096, bytesWritten: 0 }, 5000, 'f32', CEILINGS).bound).toBe('overhead');
  });

  test('leaves open what has no ceiling', () => {
    const cost = { flops: 4e9, bytesRead: 1e9, bytesWritten: 1e9 };
    expect(achieved(cost, 2e6, 'f64', CEILINGS)).toMatchObject({ percentOfMatrixProduct: null, bound: 'memory' });
    const none = { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } };
    expect(achieved(cost, 2e6, 'f32', none)).toMatchObject({
      gigabytesPerSecond: 1000,
      percentOfCopy: null,
      bound: null,
    });
  });
});
