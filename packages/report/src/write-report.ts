import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@verbatim/evidence';
import type { Report } from './report.js';

/** The folder for the files of a page's charts: `report.html` has `report-charts`. */
export function chartsFolder(page: string): string {
  return `${page.replace(/\.html?$/i, '')}-charts`;
}

/**
 * Writes a report: the SVG and CSV of its charts into {@link chartsFolder}, then the page. Each file is replaced in one step;
 * other files of that folder stay as they are.
 *
 * @throws Error when the folder of the page does not exist, or something cannot be written.
 */
export async function writeReport(page: string, report: Report): Promise<void> {
  if (report.files.length > 0) {
    await mkdir(chartsFolder(page), { recursive: true });
    for (const { name, content } of report.files) await writeFileAtomically(join(chartsFolder(page), name), content);
  }
  await writeFileAtomically(page, report.page);
}
