import { expect, test } from 'vitest';
import { copyOnDevice } from './device-copy.js';

test('a string comes back from the device, in both ways, and leaves nothing there', async () => {
  const bytes = new TextEncoder().encode('to copy is to say again, letter by letter — überall\n');
  const { device, length, ngram, certified, runs } = await copyOnDevice(bytes);
  expect(device.api).toBe('webgpu (Dawn)');
  expect({ length, certified }).toEqual({ length: bytes.length, certified: true });
  expect(ngram).toBeGreaterThan(1);
  expect(runs.map(({ mode }) => mode)).toEqual(['teacher-forced', 'generate']);
  for (const run of runs) {
    expect(run).toMatchObject({ copied: true, firstMismatch: null });
    expect(run.peak['kv-cache']).toBeGreaterThan(0);
  }
});
