/** Every relative link and image in the Markdown of this repository leads somewhere. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);

/** All Markdown below a folder, but not what is installed, built or hidden. */
function pagesBelow(folder: string): string[] {
  return readdirSync(new URL(folder, ROOT), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return entry.name.endsWith('.md') ? [folder + entry.name] : [];
    const skipped = entry.name.startsWith('.') || ['node_modules', 'dist', 'results'].includes(entry.name);
    return entry.isDirectory() && !skipped ? pagesBelow(`${folder}${entry.name}/`) : [];
  });
}

/** Targets of links and images outside code, without what follows `#`; other sites are left out. */
function linksIn(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|^\[\d+\]: (\S+)$|<img src="([^"]+)"/gm)]
    .map(([, inline, reference, image]) => (inline ?? reference ?? image)!.replace(/#.*/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

const pages = pagesBelow('./');

test('the pages are found', () => {
  expect(pages).toEqual(expect.arrayContaining(['./README.md', './docs/theory.md', './packages/evidence/README.md']));
});

test('images are found', async () => {
  expect(linksIn(await readFile(new URL('README.md', ROOT), 'utf8'))).toEqual(
    expect.arrayContaining(['docs/results/h100-carried-state-f32-1.svg', 'docs/results/h100-carried-state-f32-2.svg']),
  );
});

test.each(pages)('%s', async (page) => {
  const here = new URL(page, ROOT);
  const dead = linksIn(await readFile(here, 'utf8')).filter((target) => !existsSync(new URL(target, here)));
  expect(dead).toEqual([]);
});
