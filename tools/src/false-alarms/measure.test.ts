/** The program as a program: this test needs the built package, as `npm test` has it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each([
  [['--rounds', '1'], '--rounds 1: accepted are whole numbers from 2'],
  [['--adapter', 'quantum'], '--adapter quantum: accepted are auto, hardware, software'],
  [['--fast'], "Unknown option '--fast'; accepted are --json FILE, --rounds N and --adapter auto|hardware|software"],
])('%j is refused in one line', (args, line) => {
  const path = fileURLToPath(new URL('../../dist/false-alarms/measure.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
});
