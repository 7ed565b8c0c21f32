/** `npm run bench:cpu`: measures, prints tables with the machine they were measured on, and writes JSON on request. */
import { type RunBlock, runBlock, writeJsonAtomically } from '@verbatim/evidence';
import { type Options, readOptions, usage } from './options.js';
import type { Growth, Point, Suite } from './point.js';
import { exhaustivePass } from './suites/exhaustive-pass.js';
import { kvCacheGrowth } from './suites/kv-cache-growth.js';
import { stateUpdates } from './suites/state-updates.js';
import { suffixSorting } from './suites/suffix-sorting.js';
import { growthLines, pointTable } from './table.js';
import { VERSION } from './version.js';

const SUITES: readonly Suite[] = [exhaustivePass, kvCacheGrowth, suffixSorting, stateUpdates];

/** What `--json FILE` writes. */
export interface CpuBenchResult {
  readonly schema: 'verbatim.cpu-bench/1';
  readonly run: RunBlock;
  readonly points: readonly Point[];
  readonly growth: readonly Growth[];
}

async function measure({ suites, json }: Options, command: string): Promise<void> {
  const run = runBlock({ command, seed: 1, versions: { verbatim: VERSION } });
  const { cpu, cpus, memory, platform, arch } = run.host;
  console.log(
    `${cpu}, ${cpus} cores, ${(memory / 2 ** 30).toFixed(1)} GiB, ${platform} ${arch}, Node ${run.versions.node}`,
  );
  const points: Point[] = [];
  const growth: Growth[] = [];
  for (const suite of SUITES.filter(({ name }) => suites.includes(name))) {
    const result = await suite.run((doing) => console.error(`${suite.name}: ${doing} …`));
    points.push(...result.points);
    growth.push(...result.growth);
    console.log(['', suite.title, pointTable(result.points), ...result.growth.map(growthLines)].join('\n'));
  }
  if (json === null) return;
  const result: CpuBenchResult = { schema: 'verbatim.cpu-bench/1', run, points, growth };
  await writeJsonAtomically(json, result);
  console.error(`written: ${json}`);
}

const args = process.argv.slice(2);
const names = SUITES.map(({ name }) => name);
let options: Options | undefined;
try {
  options = readOptions(args, names);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
if (options?.help) console.log(usage(names));
else if (options) await measure(options, ['npm run bench:cpu --', ...args].join(' '));
