import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The version of the command, as `run.versions` of every result names it. */
export const VERSION: string = version;
