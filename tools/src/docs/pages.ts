/** The pages with generated regions, and what goes into them. */
import { readFile } from 'node:fs/promises';
import { falseAlarmTables } from '../false-alarms/tables.js';
import { pytorchTables } from '../pytorch/pytorch-tables.js';
import { claimDetails, claimSummary } from './claim-tables.js';
import { cpuTables, runInWords } from './cpu-tables.js';
import { gpuRegions } from './gpu-tables.js';
import { fillRegions } from './regions.js';
import { frontierTable, memoryTable, searchedWidthTable, widthTables } from './remark-tables.js';
import type { CommittedResults } from './results.js';

/** A page as it is, and as its results say it should be. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly generated: string;
}

/** The regions of each page, by the path of the page. */
export function regionsOf(results: CommittedResults): Readonly<Record<string, Record<string, string>>> {
  const { verify, cpu, gpu, falseAlarms, pytorch, h100 } = results;
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
      pytorch: pytorchTables(pytorch, h100),
    },
    'docs/gpu.md': gpuRegions(gpu, h100),
    'docs/measuring.md': { 'false-alarms': falseAlarmTables(falseAlarms) },
  };
}

/** Reads every page and fills its regions; writes nothing. */
export async function generatePages(root: URL, results: CommittedResults): Promise<Page[]> {
  return Promise.all(
    Object.entries(regionsOf(results)).map(async ([path, regions]) => {
      const text = await readFile(new URL(path, root), 'utf8');
      return { path, text, generated: fillRegions(text, regions) };
    }),
  );
}
