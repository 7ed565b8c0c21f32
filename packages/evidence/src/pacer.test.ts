import { describe, expect, it } from 'vitest';
import { testContext } from './context.testing.js';
import { InterruptedError } from './interrupted.js';
import { Pacer } from './pacer.js';

describe('Pacer', () => {
  it('becomes due sooner or later, reports progress, and starts over', async () => {
    const context = testContext();
    const pacer = new Pacer(context);
    for (let pauses = 1; pauses <= 2; pauses++) {
      let cases = 1;
      while (!pacer.due()) {
        cases += 1;
      }
      expect(cases).toBeGreaterThan(1);
      await pacer.pause(pauses, 2);
    }
    expect(context.reports).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('lets a timer run during a pause', async () => {
    const pacer = new Pacer(testContext());
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 0);
    while (!fired) {
      await pacer.pause(0, null);
    }
    expect(fired).toBe(true);
  });

  it('throws at a pause after an abort', async () => {
    const pacer = new Pacer(testContext({ signal: AbortSignal.abort() }));
    await expect(pacer.pause(0, null)).rejects.toThrow(InterruptedError);
  });
});
