import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumMissing, type OpenPage, openPage } from './chromium.testing.js';
import type { compute, times } from './in-browser.testing.js';
import { LEAST_STEPS } from './sampling.js';

const SOURCE = dirname(fileURLToPath(import.meta.url));

it('what a browser loads needs nothing of Node', () => {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) {
      return;
    }
    seen.add(file);
    const text = readFileSync(join(SOURCE, file), 'utf8');
    for (const [, type, specifier] of text.matchAll(/^(?:import|export)( type)? \{[^}]*\} from '([^']+)';/gm)) {
      if (type === undefined) {
        expect(specifier, `${file} imports it`).toMatch(/^\.\//);
        visit(specifier!.replace('./', '').replace(/\.js$/, '.ts'));
      }
    }
    expect(text, file).not.toMatch(/\b(process|Buffer)\.\w/);
  };
  visit('browser.ts');
  expect([...seen]).toContain('webgpu-device.ts');
  expect([...seen]).not.toContain('dawn.ts');
});

describe.skipIf(chromiumMissing() !== null)('the WebGPU of a headless Chromium', () => {
  let page: OpenPage;
  const call = <T>(name: string) => page.call<T>('packages/gpu/src/in-browser.testing.ts', name);
  beforeAll(async () => {
    page = await openPage();
  }, 120_000);
  afterAll(() => page?.close());

  it('computes, counts its bytes and is labelled as software', async () => {
    const { numbers, live, peak, left, info } = await call<Awaited<ReturnType<typeof compute>>>('compute');
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, i) => i * i));
    expect(live).toMatchObject({ state: 400, staging: 0 });
    expect(peak).toMatchObject({ state: 400, staging: 400 });
    expect(left).toBe(0);
    expect(info).toMatchObject({ api: 'webgpu (browser)', kind: 'software' });
    expect(info.description).toMatch(/^software: /);
  });

  it('gives typed faults, and goes on', async () => {
    const lost = expect.stringMatching(/^DeviceLostError: the device was lost/);
    expect(await call('faults')).toEqual([
      expect.stringMatching(/^ShaderError: shader typo, line 2, column 13: .* in `fn main\(\) { x = 1; }`$/),
      'FeatureMissingError: program half needs the feature shader-f16, which this device does not have',
      expect.stringMatching(/^LimitExceededError: keys needs maxBufferSize = \d+; this device allows \d+$/),
      'read 16',
      lost,
      lost,
    ]);
  });

  it('repeats a run that is shorter than 20 steps of the coarse clock that a browser shows, or refuses it', async () => {
    const measured = await call<Awaited<ReturnType<typeof times>>>('times');
    if (typeof measured === 'string') {
      expect(measured).toBe('TimeUnknownError');
    } else {
      const { timer, nanoseconds, repeats } = measured;
      expect(Math.min(...nanoseconds) * repeats).toBeGreaterThanOrEqual(0.999 * LEAST_STEPS * timer.stepNanoseconds);
    }
  });
});
