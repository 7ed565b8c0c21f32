/**
 * `npm start`: the tour. Every claim is verified at quick effort, a file of this repository is copied by a transformer whose
 * weights were written down, a part of it also on the GPU that this machine has, and machines of bounded memory are shown beside
 * it. It ends by writing one page of its results.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimTable, grouped, progressLine, VERSION } from '@verbatim/cli';
import {
  exitCode,
  runBlock,
  VERIFY_SCHEMA,
  type VerifyProgress,
  type VerifyResult,
  verifyClaims,
  writeJsonAtomically,
} from '@verbatim/evidence';
import { NoAdapterError } from '@verbatim/gpu';
import { claims } from '@verbatim/proofs';
import { makeReport, writeReport } from '@verbatim/report';
import { BYTE_ALPHABET_SIZE, lettersFromBytes } from '@verbatim/tasks';
import pc from 'picocolors';
import { paperCurves, QUICK_PLAN } from './curves/curves.js';
import { copyOnDevice, type DeviceCopy } from './tour/device-copy.js';
import { copyBytes } from './tour/file-copy.js';
import { keptLetters } from './tour/kept-letters.js';
import { realFile } from './tour/real-file.js';
import { keptTable } from './tour/tables.js';

const FILE = 'docs/theory.md';
const RESULTS = join('results', 'start');
/** Letters that are copied on the GPU: few enough for one in software. */
const DEVICE_LETTERS = 512;
const SEED = 1;
/** From two bytes to eight kilobytes. */
const STATE_BITS = [16, 128, 1024, 8192, 65_536];

const heading = (text: string) => console.log(`\n${pc.bold(text)}`);
const progress = progressLine();

async function verify() {
  const run = runBlock({ command: 'npm start', seed: SEED, versions: { verbatim: VERSION } });
  const started = performance.now();
  heading(`${claims.length} claims, verified at quick effort`);
  const results = await verifyClaims(claims, {
    effort: 'quick',
    seed: SEED,
    onProgress: ({ claim, name, unitsDone, units }: VerifyProgress) =>
      progress.show(`${unitsDone} of ${units}: ${claim}, ${name}`, unitsDone / units),
    replay: (id) => `npx verbatim verify ${id} --effort quick --seed ${SEED}`,
  });
  progress.clear();
  const asExpected = results.filter(({ verdict, expected }) => verdict === expected).length;
  console.log(`${asExpected} of ${results.length} as expected, in ${seconds(started)} s; the table is at the end`);
  const result: VerifyResult = { schema: VERIFY_SCHEMA, run, claims: results };
  return result;
}

function copy(bytes: Uint8Array) {
  heading(`${FILE}, ${grouped(bytes.length)} bytes, copied by the two-layer transformer in f64`);
  const result = copyBytes(bytes, (done) =>
    progress.show(`${grouped(done)} of ${grouped(bytes.length)} letters`, done / bytes.length),
  );
  progress.clear();
  const { ngram, dimensions, certified, copied, firstMismatch } = result;
  console.log(`n = ${ngram}, the smallest without a conflicting repeat; D = ${result.alphabetSize}`);
  console.log(
    `${dimensions.heads.join(' + ')} heads, embedding ${dimensions.embedding}, keys ${dimensions.key} wide, largest layer ${grouped(dimensions.largest)}`,
  );
  console.log(`certified for this n, D and length: ${certified ? 'yes' : 'no'}`);
  console.log(
    copied
      ? pc.green(`copied: all ${grouped(bytes.length)} letters, generated one by one in ${result.seconds.toFixed(1)} s`)
      : pc.red(`not copied: letter ${firstMismatch} is wrong`),
  );
  return result;
}

async function copyOnGpu(bytes: Uint8Array): Promise<DeviceCopy | null> {
  heading(`The first ${DEVICE_LETTERS} bytes of it on the GPU of this machine`);
  let copy: DeviceCopy;
  try {
    copy = await copyOnDevice(bytes.subarray(0, DEVICE_LETTERS));
  } catch (error) {
    if (!(error instanceof NoAdapterError)) throw error;
    console.log(`${error.message}; nothing was copied on one`);
    return null;
  }
  const { device, ngram, certified, runs } = copy;
  console.log(`${device.description}, by ${device.api}; n = ${ngram}; certified: ${certified ? 'yes' : 'no'}`);
  for (const { mode, copied: right, firstMismatch, seconds: taken, peak } of runs) {
    const how = mode === 'generate' ? 'generated one by one' : 'teacher-forced in one pass';
    const cache = `${grouped(peak['kv-cache'])} bytes of KV cache`;
    console.log(
      right
        ? pc.green(`copied: all ${DEVICE_LETTERS} letters, ${how}, in ${taken.toFixed(1)} s with ${cache}`)
        : pc.red(`not copied, ${how}: letter ${firstMismatch} is wrong`),
    );
  }
  return copy;
}

function memory(bytes: Uint8Array) {
  const letters = lettersFromBytes(bytes);
  heading('The same file through machines of bounded memory');
  console.log(`bits needed to tell all strings of this length apart: ${grouped(8 * bytes.length)}, 8 a letter`);
  const kept = STATE_BITS.flatMap((bits) =>
    (['prefix', 'register'] as const).map((family) => keptLetters(family, BYTE_ALPHABET_SIZE, letters, bits)),
  );
  console.log(keptTable(kept));
  console.log(
    'This is about capacity: b bits of state tell at most 2^b strings apart, so that most strings of this length are lost.\n' +
      'It says nothing about one string that compresses well, and nothing about what trained models learn to keep.',
  );
  return kept;
}

async function write(name: string, value: unknown): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const path = join(RESULTS, name);
  await writeJsonAtomically(path, value);
  return path;
}

/** One page of what the tour verified, with the curves of the paper. */
async function report(verified: VerifyResult): Promise<string[]> {
  const curves = paperCurves(QUICK_PLAN, { command: 'npm start', seed: SEED, versions: { verbatim: VERSION } });
  const page = join(RESULTS, 'report.html');
  const data = await write('paper-curves.json', curves);
  const made = makeReport([
    { from: 'verify.json', result: verified },
    { from: 'paper-curves.json', result: curves },
  ]);
  await writeReport(page, made);
  return [data, page];
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

const bytes = await realFile(FILE);
const started = performance.now();
const verified = await verify();
const paths = [await write('verify.json', verified)];
const run = runBlock({ command: 'npm start', seed: SEED, versions: { verbatim: VERSION } });
const copied = copy(bytes);
const onDevice = await copyOnGpu(bytes);
const kept = memory(bytes);
paths.push(
  await write('copy.json', {
    schema: 'verbatim.start-copy/1',
    run,
    file: FILE,
    copy: copied,
    device: onDevice,
    memory: kept,
  }),
);
paths.push(...(await report(verified)));
heading('Claims');
console.log(claimTable(verified.claims));
console.log(`\n${seconds(started)} s in all; written: ${paths.join(', ')}`);
const allCopied = copied.copied && (onDevice?.runs.every((run) => run.copied) ?? true);
process.exitCode = allCopied ? exitCode(verified.claims) : 1;
