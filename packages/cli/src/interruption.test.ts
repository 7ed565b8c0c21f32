import { afterEach, describe, expect, test, vi } from 'vitest';
import { INTERRUPTED, interruptible } from './interruption.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Emits a signal at each of these milliseconds while work is going on that does not end. */
function signalsAt(...milliseconds: readonly number[]) {
  vi.useFakeTimers({ toFake: ['performance'] });
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  let end!: () => void;
  const seen: AbortSignal[] = [];
  const done = interruptible((signal) => {
    seen.push(signal);
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  let now = 0;
  for (const at of milliseconds) {
    vi.advanceTimersByTime(at - now);
    now = at;
    process.emit('SIGINT');
  }
  end();
  return done.then(() => ({ exit, aborted: seen[0]!.aborted }));
}

describe('an interruption', () => {
  test('aborts the work and lets it end', async () => {
    const { exit, aborted } = await signalsAt(10);
    expect([aborted, exit.mock.calls]).toEqual([true, []]);
  });

  test('that arrives twice at once is one', async () => {
    const { exit } = await signalsAt(10, 12, 400);
    expect(exit).not.toHaveBeenCalled();
  });

  test('that is repeated later ends the process', async () => {
    const { exit } = await signalsAt(10, 1000);
    expect(exit).toHaveBeenCalledExactlyOnceWith(INTERRUPTED);
  });
});
