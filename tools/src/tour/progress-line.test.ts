import { describe, expect, test } from 'vitest';
import { progressLine } from './progress-line.js';

function recorder(terminal: { isTTY: true; columns: number } | object) {
  const written: string[] = [];
  return { ...terminal, written, write: (text: string) => written.push(text) };
}

describe('progress', () => {
  test('writes over its line on a terminal, and never past its width', () => {
    const stream = recorder({ isTTY: true, columns: 9 });
    const line = progressLine(stream);
    line.show('0123456789');
    line.clear();
    expect(stream.written).toEqual(['\r\u001b[K01234567', '\r\u001b[K']);
  });

  test('writes a line now and then elsewhere', () => {
    const stream = recorder({});
    let time = 0;
    const line = progressLine(stream, () => time);
    for (; time <= 20_000; time += 1000) line.show(`at ${time}`);
    line.clear();
    expect(stream.written).toEqual(['at 0\n', 'at 10000\n', 'at 20000\n']);
  });

  test('keeps time by itself', () => {
    const stream = recorder({});
    const line = progressLine(stream);
    line.show('first');
    line.show('too soon');
    expect(stream.written).toEqual(['first\n']);
  });
});
