import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The version of this package, as `run.versions.verbatim` of a result names it. */
export const VERSION: string = version;
