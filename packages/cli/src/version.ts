import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

function versionIn(manifest: string): string {
  return (require(manifest) as { version: string }).version;
}

/** The version of the command, as `run.versions` of every result names it. */
export const VERSION: string = versionIn('../package.json');

const CHECKERS = ['evidence', 'gssm', 'proofs', 'tasks', 'transformer'];

/** The versions of the packages that decide what comes out of a verification. */
export function checkerVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(CHECKERS.map((name) => [`@verbatim/${name}`, versionIn(`@verbatim/${name}/package.json`)]));
}
