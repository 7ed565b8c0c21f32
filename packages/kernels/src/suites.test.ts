import { describe, expect, it } from 'vitest';
import { checkKernel } from './check-kernel.js';
import { ALLOWED_SKIPS, missingFeature, webgpuDevice } from './devices.testing.js';
import { kernelSuites } from './suites.js';

describe.each(kernelSuites.map((suite) => [suite.definition.name, suite] as const))(
  '%s',
  (_, { definition, cases }) => {
    for (const kernelCase of cases()) {
      for (const precision of definition.precisions) {
        it(`equals its reference on ${kernelCase.name}, ${precision}`, async ({ skip }) => {
          const device = await webgpuDevice();
          const missing = precision === 'f16' ? missingFeature(device, 'shader-f16') : null;
          skip(missing !== null, `needs ${missing}`);
          const result = await checkKernel(device, definition, kernelCase, precision);
          expect(result).toMatchObject({ passed: true });
        });
      }
    }
  },
);

it('skips only for features that the software adapter is known to lack', async () => {
  const { info } = await webgpuDevice();
  const lacking = ['timestamp-query', 'subgroups', ...ALLOWED_SKIPS].filter((name) => !info.features.includes(name));
  expect(lacking).toEqual(info.kind === 'software' ? [...ALLOWED_SKIPS] : []);
});
