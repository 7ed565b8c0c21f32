import { describe, expect, test } from 'vitest';
import { recorder } from '../recorder.testing.js';
import { progressLine } from './progress-line.js';

/** Goes to the start of the line and clears it. */
const ERASE_LINE = '\u001b[1G\u001b[2K';

describe('progress', () => {
  test('is a bar on a terminal, never wider than it, and is taken away', () => {
    const stream = recorder({ isTTY: true, columns: 50 });
    const line = progressLine(stream);
    line.show('0123456789'.repeat(9), 0.5);
    const drawn = '[████████████░░░░░░░░░░░░] 50% 0123456789012345';
    expect(stream.text).toContain(drawn);
    expect(stream.text).not.toContain(`${drawn}6`);
    expect(drawn.length).toBeLessThan(50);
    const before = stream.text.length;
    line.clear();
    expect(stream.text.slice(before)).toContain(ERASE_LINE);
    line.show('again', 1);
    expect(stream.text).toContain('100% again');
    line.clear();
  });

  test('is a line now and then elsewhere, and none for what is soon done', () => {
    const stream = recorder();
    let time = 0;
    const line = progressLine(stream, () => time);
    for (; time <= 25_000; time += 1000) line.show(`at ${time}`, time / 25_000);
    line.clear();
    expect(stream.text).toBe('20 % at 5000\n60 % at 15000\n100 % at 25000\n');
  });
});
