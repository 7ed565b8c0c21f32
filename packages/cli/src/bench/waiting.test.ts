import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recorder } from '../recorder.testing.js';
import { waiting } from './waiting.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Seconds go by. */
const pass = (seconds: number) => vi.advanceTimersByTime(1000 * seconds);

test('a log shows the seconds of what has no known end, and the time left of what is counted', () => {
  const stream = recorder();
  const shown = waiting(stream, () => Date.now());
  shown.doing('building', '"main"', 0);
  pass(16);
  expect(stream.text).toBe('0 % building, 5 s: "main"\n0 % building, 15 s: "main"\n');
  shown.running({ done: 0, of: 4, within: 0 }, '"main"');
  pass(20);
  expect(stream.text).toMatch(/\n0 % run 1 of 4: "main"\n$/);
  shown.running({ done: 0, of: 4, within: 0.05 }, '"main"');
  pass(20);
  expect(stream.text).toMatch(/\n1 % run 1 of 4: "main"\n$/);
  shown.running({ done: 0, of: 4, within: 0.5 }, '"main"');
  pass(20);
  // Half a run took 40 s, and so all take 320 s.
  expect(stream.text).toMatch(/\n12 % run 1 of 4, 4 min left: "main"\n$/);
  pass(40);
  shown.running({ done: 1, of: 4, within: 0 }, 'this version');
  pass(5);
  shown.running({ done: 1, of: 4, within: 0.9 }, 'this version');
  pass(15);
  // A run took 100 s, and so three take 300 s: what is left does not jump within a run.
  expect(stream.text).toMatch(/\n47 % run 2 of 4, 5 min left: this version\n$/);
  pass(250);
  expect(stream.text).toMatch(/\n47 % run 2 of 4, 3\d s left: this version\n$/);
  pass(100);
  expect(stream.text).toMatch(/\n47 % run 2 of 4, 1 s left: this version\n$/);
});

test('nothing is shown once it is cleared', () => {
  const stream = recorder();
  const shown = waiting(stream, () => Date.now());
  shown.doing('building', '"main"', 0);
  shown.clear();
  pass(60);
  shown.running({ done: 1, of: 2, within: 0 }, '"main"');
  expect(stream.text).toBe('');
  expect(vi.getTimerCount()).toBe(0);
});
