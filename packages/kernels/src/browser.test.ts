import { expect, it } from 'vitest';
import { chromiumMissing, openPage } from '../../gpu/src/chromium.testing.js';
import type { checkAll } from './in-browser.testing.js';
import { kernelSuites } from './suites.js';

it.skipIf(chromiumMissing() !== null)(
  'every kernel equals its reference in a headless Chromium',
  async () => {
    const page = await openPage();
    try {
      const module = 'packages/kernels/src/in-browser.testing.ts';
      const checked = await page.call<Awaited<ReturnType<typeof checkAll>>>(module, 'checkAll');
      const kernels = kernelSuites.map(({ definition }) => definition.name);
      expect(checked).toEqual({ kernels, failed: [], left: 0 });
    } finally {
      await page.close();
    }
  },
  300_000,
);
