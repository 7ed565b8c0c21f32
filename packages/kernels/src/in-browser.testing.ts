/** What browser.test.ts runs in a page. */
import { openBrowser } from '@verbatim/gpu/browser';
import { checkKernel, type KernelCase } from './check-kernel.js';
import { kernelSuites } from './suites.js';

/**
 * Checks the largest case of every suite in f32; gives which kernels were checked, and what failed. One case only, because
 * compiling takes a browser seconds: what depends on the numbers is the same as in Node, where all cases are checked.
 */
export async function checkAll() {
  const device = await openBrowser();
  const failed: string[] = [];
  const kernels: string[] = [];
  for (const { definition, cases } of kernelSuites) {
    const kernelCase = cases().reduce((a, b) => (numbersIn(a) >= numbersIn(b) ? a : b));
    const { passed, relativeNorm } = await checkKernel(device, definition, kernelCase, 'f32');
    kernels.push(definition.name);
    if (!passed) {
      failed.push(`${definition.name} on ${kernelCase.name}: ${relativeNorm}`);
    }
  }
  await device.destroy();
  return { kernels, failed, left: device.ledger.liveBytes };
}

function numbersIn({ inputs }: KernelCase<object>): number {
  return Object.values(inputs).reduce((sum, { length }) => sum + length, 0);
}
