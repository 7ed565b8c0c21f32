import { describe, expect, it } from 'vitest';
import { certificate } from './certificate.js';
import { abortedSoon, testContext } from './context.testing.js';
import { InterruptedError } from './interrupted.js';

describe('certificate', () => {
  it('shows its numbers and says what they are for', async () => {
    const method = certificate({
      name: 'geometric',
      domain: 'all n',
      check: () => ({ holds: true, numbers: { sum: 1, limit: 2 }, explanation: 'The whole series is below 2.' }),
    });
    expect(await method.run(testContext())).toEqual({
      method: 'certificate',
      domain: 'all n',
      cases: '1',
      failures: '0',
      numbers: { explanation: 'The whole series is below 2.', sum: 1, limit: 2 },
      seconds: expect.any(Number),
      supports: 'holds',
    });
  });

  it('refutes with the numbers that fail', async () => {
    const method = certificate({
      name: 'table',
      domain: (effort) => `${effort} table`,
      check: async (effort) => ({
        holds: false,
        numbers: [1, 2, 3],
        explanation: `3 is too large at ${effort} effort.`,
        cases: 3,
        failures: 1,
      }),
    });
    expect(await method.run(testContext())).toMatchObject({
      domain: 'quick table',
      cases: '3',
      failures: '1',
      numbers: [1, 2, 3],
      counterexample: { case: [1, 2, 3], explanation: '3 is too large at quick effort.' },
      supports: 'refuted',
    });
  });

  it('does not give evidence after an interruption', async () => {
    const signal = abortedSoon();
    const method = certificate({
      name: 'slow',
      domain: 'all n',
      check: (_effort, context) =>
        new Promise((resolve) => {
          const result = { holds: true, numbers: {}, explanation: 'cut short' };
          context.signal.addEventListener('abort', () => resolve(result));
        }),
    });
    await expect(method.run(testContext({ signal }))).rejects.toThrow(InterruptedError);
  });
});
