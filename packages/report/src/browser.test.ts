import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumMissing, launchChromium } from '../../gpu/src/chromium.testing.js';
import { inputs } from './inputs.testing.js';
import { makeReport } from './report.js';
import { writeReport } from './write-report.js';

const report = makeReport(inputs());
const PHONE = { width: 360, height: 740 };

describe.skipIf(chromiumMissing() !== null)('a report in a headless Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-report-'));
  const file = join(folder, 'report.html');
  const address = pathToFileURL(file).href;
  let browser: Browser;
  beforeAll(async () => {
    await writeReport(file, report);
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the report; `heard` gets whatever is asked for or complained about. */
  async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<{ page: Page; heard: string[] }> {
    const page = await browser.newPage(options);
    const heard: string[] = [];
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(String(error)));
    page.on('request', (request) => heard.push(request.url()));
    await page.goto(address);
    return { page, heard };
  }

  test('asks for nothing but itself and complains of nothing', async () => {
    const { page, heard } = await open();
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    expect(await page.evaluate('document.querySelectorAll("figure svg").length')).toBeGreaterThan(20);
    expect(heard).toEqual([address]);
    await page.close();
  });

  test.each([
    ['closed', false],
    ['open', true],
  ])('does not scroll sideways on a telephone, everything %s', async (_, opened) => {
    const { page } = await open({ viewport: PHONE });
    await page.evaluate(`for (const details of document.querySelectorAll("details")) details.open = ${opened}`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    const smallest =
      'Math.min(...[...document.querySelectorAll("svg text")].map((text) => 13 * text.getScreenCTM().a))';
    expect(await page.evaluate(smallest), 'the smallest letters of a chart, in pixels').toBeGreaterThan(9);
    await page.close();
  });

  test('has tables that scroll within themselves on a telephone, and keep the names of their rows in view', async () => {
    const { page } = await open({ viewport: PHONE });
    const scrolled = `(() => {
      const table = document.querySelector('#measured-1-crossover-lengths ~ .scroll');
      const name = table.querySelector('tbody th');
      const before = name.getBoundingClientRect().left;
      table.scrollLeft = 200;
      return { scrolled: table.scrollLeft, moved: name.getBoundingClientRect().left - before };
    })()`;
    expect(await page.evaluate(scrolled)).toEqual({ scrolled: 200, moved: 0 });
    // Rows of two lines or three, and none that is high for a cell out of sight.
    const highest = `Math.max(...[...document.querySelectorAll('#measured-1-fitted-laws ~ .scroll tbody tr')].map((row) => row.offsetHeight))`;
    expect(await page.evaluate(highest)).toBeLessThan(130);
    await page.close();
  });

  test('can be scrolled by keyboard where a table is wide', async () => {
    const { page } = await open({ viewport: PHONE });
    const table = page.locator('#measured-1-crossover-lengths ~ .scroll').first();
    await table.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => table.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    await page.close();
  });

  test('has all text of its charts within them', async () => {
    const { page } = await open({ viewport: PHONE });
    const outside = `[...document.querySelectorAll("svg.chart")].flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")].filter((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
      }).map((text) => svg.querySelector("title").textContent + ": " + text.textContent);
    })`;
    expect(await page.evaluate(outside)).toEqual([]);
    await page.close();
  });

  test('follows the colours that are wished for, and prints dark on white', async () => {
    const look = `(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      const line = document.querySelector('#paper-1-gssm-length-2 [aria-label="line"]');
      return { ground: backgroundColor, ink: color, series: getComputedStyle(line).stroke };
    })()`;
    const light = { ground: 'rgb(255, 255, 255)', ink: 'rgb(27, 27, 27)', series: 'rgb(0, 114, 178)' };
    const { page } = await open({ colorScheme: 'light' });
    expect(await page.evaluate(look)).toEqual(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(look)).toEqual({
      ground: 'rgb(22, 24, 26)',
      ink: 'rgb(236, 236, 236)',
      series: 'rgb(86, 180, 233)',
    });
    const told = 'document.querySelector(".claim blockquote").checkVisibility()';
    expect(await page.evaluate(told), 'closed').toBe(false);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    expect(await page.evaluate(look)).toEqual(light);
    expect(await page.evaluate(told), 'printed open').toBe(true);
    await page.close();
  });

  test('can be walked through by keyboard, and shows where one is', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the results');
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().left'), 'seen').toBeGreaterThanOrEqual(
      0,
    );
    // Each element that has had the focus is marked; the walk ends where the page ends.
    const mark = `(() => {
      const element = document.activeElement;
      if (element === document.body || element.dataset.walked) return 'end';
      element.dataset.walked = 'yes';
      return getComputedStyle(element).outlineStyle;
    })()`;
    const outlines = new Set<unknown>();
    for (let step = 0; step < 1000; step++) {
      const outline = await page.evaluate(mark);
      if (outline === 'end') break;
      outlines.add(outline);
      await page.keyboard.press('Tab');
    }
    expect([...outlines]).toEqual(['solid']);
    const missed = `[...document.querySelectorAll('summary, a, .scroll')].filter((element) =>
      element.checkVisibility({ contentVisibilityAuto: true }) && !element.dataset.walked).map((element) => element.outerHTML.slice(0, 90))`;
    expect(await page.evaluate(missed)).toEqual([]);
    expect(await page.evaluate('document.querySelectorAll("summary[data-walked]").length')).toBeGreaterThan(40);
    await page.close();
  });

  test('opens the story of a claim where its name is followed', async () => {
    const { page } = await open();
    await page.click('#claims-1 table a >> text=theorem-2.3/exactly');
    const opened = `[...document.querySelectorAll('.claim[open] > summary b')].map((name) => name.textContent)`;
    expect(await page.evaluate(opened)).toEqual(['theorem-2.3/exactly']);
    await page.close();
  });

  test('has charts that are files of their own', async () => {
    const page = await browser.newPage();
    const problem = (text: string) =>
      page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(text)}, 'image/svg+xml').querySelector('parsererror')?.textContent`,
      );
    expect(await problem('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>')).toMatch(/error/);
    for (const { name, content } of report.files.filter(({ name }) => name.endsWith('.svg'))) {
      expect(await problem(content), name).toBeUndefined();
      expect(content).not.toContain('var(');
    }
    await page.close();
  });
});
