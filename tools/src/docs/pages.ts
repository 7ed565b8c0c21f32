/** The pages with generated regions, what goes into them, and the charts beside them. */
import { readFile } from 'node:fs/promises';
import { kernelSuites } from '@verbatim/kernels';
import { falseAlarmTables } from '../false-alarms/tables.js';
import { pytorchTables } from '../pytorch/pytorch-tables.js';
import { everyPoint } from '../sweep/not-visited.js';
import { CHARTS_FOLDER, sweepCharts } from '../sweep/sweep-charts.js';
import { sweepInShort } from '../sweep/sweep-in-short.js';
import { sweepRegions } from '../sweep/sweep-regions.js';
import { tunedRegions } from '../tuned/tuned-tables.js';
import { claimDetails, claimSummary } from './claim-tables.js';
import { cpuTables, runInWords } from './cpu-tables.js';
import { deepRun } from './deep-run.js';
import { gpuRegions } from './gpu-tables.js';
import { memberLines } from './letter-tables.js';
import { fillRegions } from './regions.js';
import { frontierTable, memoryTable, searchedWidthTable, widthTables } from './remark-tables.js';
import type { CommittedResults } from './results.js';

/** A page or a chart as it is, and as the results say it should be. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  /** Null for a chart that is not there. */
  readonly text: string | null;
  readonly generated: string;
}

/** The regions of each page, by the path of the page. */
export function regionsOf(results: CommittedResults): Readonly<Record<string, Record<string, string>>> {
  const { verify, deep, cpu, gpu, falseAlarms, pytorch, h100, first } = results;
  const charts = sweepCharts(h100);
  return {
    'README.md': {
      'claims-run': deepRun(deep),
      claims: claimSummary(deep.claims),
      sweep: sweepInShort(h100, charts),
    },
    'docs/results.md': {
      'verify-run': runInWords(verify.run),
      claims: claimDetails(verify.claims, '../'),
      widths: widthTables(verify.claims),
      'searched-widths': searchedWidthTable(verify.claims),
      'precision-frontiers': frontierTable(verify.claims),
      memory: memoryTable(verify.claims),
      'cpu-run': runInWords(cpu.run),
      cpu: cpuTables(cpu),
      ...sweepRegions(h100, charts, everyPoint()),
      pytorch: pytorchTables(pytorch, h100),
      ...tunedRegions({ sweep: h100, first, peer: pytorch, construction: gpu.construction }),
    },
    'docs/beyond.md': { 'member-lines': memberLines(verify.claims) },
    'docs/gpu.md': gpuRegions(gpu, h100, kernelSuites),
    'docs/measuring.md': { 'false-alarms': falseAlarmTables(falseAlarms) },
  };
}

/** Reads every page and fills its regions, and draws every chart; writes nothing. */
export async function generatePages(root: URL, results: CommittedResults): Promise<Page[]> {
  const pages = Object.entries(regionsOf(results)).map(async ([path, regions]): Promise<Page> => {
    const text = await readFile(new URL(path, root), 'utf8');
    return { path, text, generated: fillRegions(text, regions) };
  });
  const charts = [...sweepCharts(results.h100).values()].map(async ({ name, svg }): Promise<Page> => {
    const path = `${CHARTS_FOLDER}${name}.svg`;
    return { path, text: await textOf(new URL(path, root)), generated: svg };
  });
  return Promise.all([...pages, ...charts]);
}

/** Null where there is no such file. */
async function textOf(file: URL): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
