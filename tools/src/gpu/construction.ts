/**
 * `node tools/dist/gpu/construction.js [POINT…] [--json FILE] [--adapter auto|hardware|software] [--quick]`: copies strings
 * with the construction on this machine's GPU. Exit 1 when one that is certified is not copied, or a broken one is.
 */
import { readFile } from 'node:fs/promises';
import { grouped, plainTable } from '@verbatim/cli';
import { writeJsonAtomically } from '@verbatim/evidence';
import { type DeviceInfo, openDawn } from '@verbatim/gpu';
import { type ConstructionPoint, constructionPoints } from './construction-points.js';
import { copyFault, type MeasuredCopy, measureCopy } from './measure-copy.js';
import { type GpuOptions, readGpuOptions } from './options.js';
import { runGpuProgram } from './program.js';
import { type Provenance, provenance } from './provenance.js';

/** The beginning of this page is the text. */
const TEXT = new URL('../../../docs/theory.md', import.meta.url);

/** What `--json` writes. */
export interface GpuConstructionResult extends Provenance {
  readonly schema: 'verbatim.gpu-construction/1';
  readonly device: DeviceInfo;
  readonly points: readonly MeasuredCopy[];
}

async function copyAll(all: readonly ConstructionPoint[], options: GpuOptions, command: string): Promise<number> {
  const { json, adapter, only } = options;
  const device = await openDawn(adapter);
  const { info } = device;
  // What the driver has in use is read before each device is opened: none is open then.
  await device.destroy();
  const made = await provenance(command, info);
  console.log(`${info.description}, by ${info.api}`);
  const points: MeasuredCopy[] = [];
  for (const point of all) {
    if (only !== null && !only.includes(point.name)) {
      continue;
    }
    console.error(`${point.name} …`);
    points.push(await measureCopy(() => openDawn(adapter), point));
    // After each, so that a fault later loses nothing.
    if (json !== null) {
      const result: GpuConstructionResult = { schema: 'verbatim.gpu-construction/1', ...made, device: info, points };
      await writeJsonAtomically(json, result);
    }
  }
  console.log(copyTable(points));
  const faults = points.map(copyFault).filter((fault) => fault !== null);
  for (const fault of faults) {
    console.log(`failed: ${fault}`);
  }
  if (json !== null) {
    console.log(`written: ${json}`);
  }
  return faults.length === 0 ? 0 : 1;
}

function copyTable(points: readonly MeasuredCopy[]): string {
  const right = { align: 'right' } as const;
  return plainTable(
    [
      { title: 'point' },
      { title: 'D', ...right },
      { title: 'n', ...right },
      { title: 'letters', ...right },
      { title: 'mode' },
      { title: 'certified' },
      { title: 'wrong', ...right },
      { title: 'seconds', ...right },
      { title: 'range', ...right },
      { title: 'letters/s', ...right },
      { title: 'ledger, bytes', ...right },
    ],
    points.map(
      ({ name, alphabetSize, ngram, length, mode, brokenScale, certified, wrongLetters, seconds, ...point }) => [
        name,
        String(alphabetSize),
        String(ngram),
        grouped(length),
        mode,
        brokenScale === null ? (certified ? 'yes' : 'no') : `broken, B = ${brokenScale}`,
        grouped(wrongLetters),
        seconds.median.toPrecision(4),
        `${seconds.least.toPrecision(4)} … ${seconds.most.toPrecision(4)}`,
        grouped(Math.round(point.lettersPerSecond)),
        grouped(point.ledgerBytes),
      ],
    ),
  );
}

const args = process.argv.slice(2);
await runGpuProgram(async () => {
  const points = constructionPoints(await readFile(TEXT), args.includes('--quick'));
  const options = readGpuOptions(
    args,
    points.map(({ name }) => name),
  );
  return copyAll(points, options, ['node tools/dist/gpu/construction.js', ...args].join(' '));
});
