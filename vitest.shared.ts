import { defineConfig } from 'vitest/config';

/**
 * The one vitest configuration of every package: packages of the workspace resolve to their source, and each run also
 * leaves a JSON report from which `.ci/run` counts what passed and failed.
 */
export function sharedConfig() {
  const conditions = ['verbatim-source', 'node', 'import', 'module', 'default'];
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: ['verbatim-source', 'node', 'import'] } },
    test: {
      include: ['**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**'],
      reporters: ['default', 'json'],
      outputFile: { json: '.reports/vitest.json' },
      passWithNoTests: false,
      testTimeout: 60_000,
      // Loading fast-check and the packages once a file takes four times as long as the tests; none of them keeps global state.
      isolate: false,
    },
  });
}
