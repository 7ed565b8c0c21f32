/** The pages with generated regions, and what goes into them. */
import { readFile } from 'node:fs/promises';
import type { VerifyResult } from '@verbatim/evidence';
import { claimDetails, claimSummary } from './claim-tables.js';
import { type CpuBenchResult, cpuTables, runInWords } from './cpu-tables.js';
import { type GpuResults, gpuRegions } from './gpu-tables.js';
import { fillRegions } from './regions.js';
import { frontierTable, memoryTable, searchedWidthTable, widthTables } from './remark-tables.js';

/** A page as it is, and as its results say it should be. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly generated: string;
}

/** The regions of each page, by the path of the page. */
export function regionsOf(
  verify: VerifyResult,
  cpu: CpuBenchResult,
  gpu: GpuResults,
): Readonly<Record<string, Record<string, string>>> {
  return {
    'README.md': { claims: claimSummary(verify.claims) },
    'docs/results.md': {
      'verify-run': runInWords(verify.run),
      claims: claimDetails(verify.claims, '../'),
      widths: widthTables(verify.claims),
      'searched-widths': searchedWidthTable(verify.claims),
      'precision-frontiers': frontierTable(verify.claims),
      memory: memoryTable(verify.claims),
      'cpu-run': runInWords(cpu.run),
      cpu: cpuTables(cpu),
    },
    'docs/gpu.md': gpuRegions(gpu),
  };
}

/** Reads every page and fills its regions; writes nothing. */
export async function generatePages(
  root: URL,
  verify: VerifyResult,
  cpu: CpuBenchResult,
  gpu: GpuResults,
): Promise<Page[]> {
  return Promise.all(
    Object.entries(regionsOf(verify, cpu, gpu)).map(async ([path, regions]) => {
      const text = await readFile(new URL(path, root), 'utf8');
      return { path, text, generated: fillRegions(text, regions) };
    }),
  );
}
