/** The numbers in the committed pages are those of the committed results, and these are about the claims as they are. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { kernelSuites } from '@verbatim/kernels';
import { claims } from '@verbatim/proofs';
import { lettersFromBytes, smallestNgramWithoutConflict } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { constructionPoints } from '../gpu/construction-points.js';
import { copyFault } from '../gpu/measure-copy.js';
import { uncheckedCases } from '../gpu/unchecked.js';
import { CHARTS_FOLDER, sweepCharts } from '../sweep/sweep-charts.js';
import { windowGrowth } from '../sweep/window-tables.js';
import { claimPage } from './claim-tables.js';
import { generatePages } from './pages.js';
import { readCommittedResults, readGpuResults, readH100Bench, readVerifyResult, VERIFY_RESULTS } from './results.js';
import { speedsOf } from './speed-tables.js';
import { staleness } from './staleness.js';

const ROOT = new URL('../../../', import.meta.url);

describe.each(['standard', 'deep'] as const)(`the committed results of %s effort`, (effort) => {
  test('are about every claim as it is now, at this effort', async () => {
    expect(staleness(claims, await readVerifyResult(ROOT, effort), effort), VERIFY_RESULTS[effort]).toEqual([]);
  });

  test('have the expected verdict for every claim, and every control caught', async () => {
    const { claims: results } = await readVerifyResult(ROOT, effort);
    expect(results.filter(({ verdict, expected }) => verdict !== expected).map(({ id }) => id)).toEqual([]);
    const controls = results.flatMap(({ id, controls }) => controls.map((control) => ({ id, ...control })));
    expect(controls.filter(({ caught }) => !caught).map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });
});

describe('the committed results of the GPU', () => {
  test('are of hardware on which nothing failed and nothing was skipped', async () => {
    const { check, construction } = await readGpuResults(ROOT);
    for (const { device } of [check, construction]) expect(device.kind).toBe('hardware');
    expect(check.cases.filter(({ passed }) => !passed)).toEqual([]);
    expect(check.skipped).toEqual([]);
    expect(construction.points.map(copyFault).filter((fault) => fault !== null)).toEqual([]);
  });

  test('have every speed, of a right result', async () => {
    const { speeds } = speedsOf(await readH100Bench(ROOT));
    expect(speeds.map(({ name, precision, check }) => `${name} ${precision} ${check?.passed}`)).toEqual([
      'decode f32 true',
      'decode f16 true',
      'prefill f32 true',
      'prefill f16 true',
      'scan f32 true',
    ]);
    expect(speeds.filter(({ time }) => time === null)).toEqual([]);
  });

  test('have every case of every kernel, but for those that the page names', async () => {
    const { check } = await readGpuResults(ROOT);
    const page = await readFile(new URL('docs/gpu.md', ROOT), 'utf8');
    const words = page.replaceAll(/\s+/g, ' ');
    const missing = uncheckedCases(kernelSuites, check.cases);
    const unnamed = missing.flatMap(({ kernel, cases, of }) =>
      cases.length === of
        ? [`all ${of} cases of \`${kernel}\``].filter((text) => !words.includes(text))
        : cases.filter((name) => !words.includes(name)),
    );
    expect(unnamed).toEqual([]);
    expect(words.includes('Not in this run')).toBe(missing.length > 0);
  });

  test('have every string', async () => {
    const { construction } = await readGpuResults(ROOT);
    const text = await readFile(new URL('docs/theory.md', ROOT));
    expect(construction.points.map(({ name, length }) => `${name} ${length}`)).toEqual(
      constructionPoints(text).map(({ name, letters }) => `${name} ${letters.length}`),
    );
  });
});

describe('the committed pages', () => {
  test('and charts are what `npm run docs` makes of the results', async () => {
    const pages = await generatePages(ROOT, await readCommittedResults(ROOT));
    for (const { path, text, generated } of pages) expect(text, `${path}: run \`npm run docs\``).toBe(generated);
    const drawn = pages.map(({ path }) => path).filter((path) => path.endsWith('.svg'));
    const there = readdirSync(new URL(CHARTS_FOLDER, ROOT)).filter((name) => name.endsWith('.svg'));
    expect(there.map((name) => CHARTS_FOLDER + name).sort()).toEqual(drawn.sort());
  });

  test('say in their own words of the sweep what it shows', async () => {
    const sweep = await readH100Bench(ROOT);
    for (const length of [8192, 1_048_576]) {
      // "From m = 64 on … the time is a + b·m; a rise by more than twice from 32 to 64 is where one takes over from the other."
      const growth = windowGrowth(sweep, length);
      expect(growth.map(({ window }) => window)).toEqual([32, 64, 128, 256, 512, 1024]);
      const large = growth.slice(2).map(({ perKey }) => perKey);
      expect(Math.max(...large) / Math.min(...large)).toBeLessThan(1.15);
      const ratios = growth.map(({ ratio }) => ratio);
      expect(ratios.map((each) => each > 2)).toEqual([false, true, false, false, false, false]);
    }
    // "Decoding against a long cache is nearly as fast as the card copies; one step of a recurrence …"
    const longest = sweep.points.filter(
      ({ suite, kernel, length }) => suite === 'decode' && length === 1_048_576 && !kernel.startsWith('window-'),
    );
    const [attention, others] = [true, false].map((is) =>
      longest.filter(({ kernel }) => (kernel === 'attention-decode') === is).map(({ achieved }) => achieved!),
    );
    expect(Math.min(...attention!.map(({ percentOfCopy }) => percentOfCopy!))).toBeGreaterThan(90);
    expect(new Set(others!.map(({ bound }) => bound))).toEqual(new Set(['overhead']));
  });

  test('show every chart that is drawn', async () => {
    const results = await readFile(new URL('docs/results.md', ROOT), 'utf8');
    for (const { name } of sweepCharts(await readH100Bench(ROOT)).values())
      expect(results).toContain(`<img src="results/${name}.svg" width="400" alt="`);
  });

  test.each(claims.map(({ id }) => id))('%s has a page, and the theory links to it', async (id) => {
    expect(existsSync(new URL(claimPage(id), ROOT))).toBe(true);
    const theory = await readFile(new URL('docs/theory.md', ROOT), 'utf8');
    const label = theory.split(`[\`${id}\`][`)[1]?.split(']')[0];
    expect(theory).toContain(`\n[${label}]: ../proofs/${id}\n`);
  });
});

/** The tour generates this page letter by letter, in time of the order of L² n. */
test('the theory stays short, and does not repeat itself, for the sake of the tour that copies it', async () => {
  const bytes = await readFile(new URL('docs/theory.md', ROOT));
  expect(bytes.length).toBeGreaterThanOrEqual(8192);
  expect(bytes.length).toBeLessThanOrEqual(24_576);
  expect(smallestNgramWithoutConflict(lettersFromBytes(bytes))).toBeLessThanOrEqual(32);
});
