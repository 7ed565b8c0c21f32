import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Ledger, PURPOSES, type Purpose } from './ledger.js';

const events = fc.array(fc.tuple(fc.constantFrom(...PURPOSES), fc.nat(1e6)), { maxLength: 50 });

describe('the ledger', () => {
  test.prop([events, fc.infiniteStream(fc.boolean())])(
    'counts what is live, by purpose, and the peak',
    (list, coins) => {
      const ledger = new Ledger();
      const live: [Purpose, number][] = [];
      const total = () => live.reduce((sum, [, bytes]) => sum + bytes, 0);
      let peak = 0;
      for (const [purpose, bytes] of list) {
        ledger.allocate(purpose, bytes);
        live.push([purpose, bytes]);
        peak = Math.max(peak, total());
        if (coins.next().value) {
          const [released, size] = live.shift()!;
          ledger.release(released, size);
        }
        expect(ledger.liveBytes).toBe(total());
        expect(ledger.liveBuffers).toBe(live.length);
        expect(ledger.peakBytes).toBe(peak);
        for (const each of PURPOSES) {
          expect(ledger.live[each]).toBe(live.filter(([of]) => of === each).reduce((sum, [, size]) => sum + size, 0));
        }
      }
      expect(Object.values(ledger.peak).reduce((a, b) => a + b)).toBe(peak);
    },
  );

  it('refuses to release more than is live', () => {
    const ledger = new Ledger();
    ledger.allocate('state', 8);
    expect(() => ledger.release('state', 9)).toThrow('9 bytes of state released, 8 are live');
    expect(() => ledger.release('weights', 1)).toThrow('1 bytes of weights released, 0 are live');
  });

  it('refuses what it could not count', () => {
    const ledger = new Ledger();
    expect(() => ledger.allocate('loot' as never, 8)).toThrow(RangeError);
    expect(() => ledger.allocate('state', Number.NaN)).toThrow(RangeError);
    expect([ledger.liveBytes, ledger.liveBuffers]).toEqual([0, 0]);
  });

  it('looks for the peak anew from what is live', () => {
    const ledger = new Ledger();
    ledger.allocate('weights', 10);
    ledger.allocate('scratch', 90);
    ledger.release('scratch', 90);
    expect(ledger.peak).toMatchObject({ weights: 10, scratch: 90 });
    ledger.restartPeak();
    expect(ledger.peakBytes).toBe(10);
    ledger.allocate('kv-cache', 5);
    expect(ledger.peak).toMatchObject({ weights: 10, 'kv-cache': 5, scratch: 0 });
  });
});
