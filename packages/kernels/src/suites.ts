/** Every kernel with what it is checked on. */
import type { KernelSuite } from './check-kernel.js';

// Suites have shapes of different types; each is only ever used with its own.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export const kernelSuites: readonly KernelSuite<any>[] = [];
