import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** Whether the lock file places `name` where the package at `path` would look for it. */
function isPlaced(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (place in packages) return true;
    if (folder === '') return false;
  }
}

describe('the lock file', () => {
  // A lock file written beside an installed tree can lose the optional packages of other platforms; `npm ci` then refuses it.
  it('places every dependency of every package, those for other platforms too', () => {
    const missing = Object.entries(packages).flatMap(([path, { dependencies = {}, optionalDependencies = {} }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !isPlaced(path, name))
        .map((name) => `${name}, needed by ${path || 'the workspace'}`),
    );
    expect(missing).toEqual([]);
  });
});
