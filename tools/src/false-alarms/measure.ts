/**
 * `node tools/dist/false-alarms/measure.js [--json FILE] [--rounds N] [--adapter …]`: how often the comparator calls a kernel
 * slower or faster that did not change, and whether it notices one that does a tenth more. Exit 1 when it errs too often, or a
 * planted slowdown passes for the same.
 */
import { parseArgs } from 'node:util';
import { type Json, openJournal, runBlock } from '@verbatim/evidence';
import type { AdapterChoice, DeviceInfo } from '@verbatim/gpu';
import { runGpuProgram } from '../gpu/program.js';
import { evaluate } from './evaluate.js';
import { INSTANCES, workOf } from './kernels.js';
import { type MeasuredPair, measuredPair, type SampledBlock } from './measured-pair.js';
import { FALSE_ALARMS_RESULT, FALSE_ALARMS_SCHEMA, type FalseAlarmResult, MOST_ALARMS } from './result.js';
import { type Question, startSide } from './side.js';
import { falseAlarmTables } from './tables.js';

/** Enough for more than 500 pairs in which nothing changed. */
const ROUNDS = 40;
/** Blocks of a pair, as many as `verbatim bench --against` has, and samples of each of the four runs of a block. */
const BLOCKS = 3;
const SAMPLES = 7;
const ADAPTERS = ['auto', 'hardware', 'software'] as const;

/** Samples of each question. */
type Times = number[][];

interface Options {
  readonly json: string;
  readonly rounds: number;
  readonly adapter: AdapterChoice;
}

async function measure({ json, rounds, adapter }: Options, command: string): Promise<number> {
  const run = runBlock({ command, seed: 1, versions: {} });
  // A run that was killed goes on where it stopped, if it is asked for in the same words.
  const journal = await openJournal(json, { schema: FALSE_ALARMS_SCHEMA, command, node: run.versions.node! });
  try {
    const device = await deviceOf(adapter);
    for (let round = journal.units().length + 1; round <= rounds; round++) {
      console.error(`round ${round} of ${rounds} …`);
      await journal.append({ key: String(round), value: (await measureRound(round, adapter)) as unknown as Json });
    }
    const pairs = journal.units().flatMap(({ value }) => value as unknown as MeasuredPair[]);
    const where = { run: { ...run, device: device.description }, device };
    const evaluation = evaluate(pairs, where);
    const result: FalseAlarmResult = {
      schema: FALSE_ALARMS_SCHEMA,
      ...where,
      ...evaluation,
      pairs,
    };
    console.log(falseAlarmTables(result));
    await journal.finish(result);
    console.error(`written: ${json}`);
    const missed = evaluation.planted.some(({ together }) => together !== 'slower');
    return missed || evaluation.interleaved.bound >= MOST_ALARMS ? 1 : 0;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** All pairs of a round, by runs in turns: base, new, new, base. Each run is a process of its own, as those of a gate are. */
async function measureRound(round: number, adapter: AdapterChoice): Promise<MeasuredPair[]> {
  const pairs = INSTANCES.flatMap((instance) => [
    { kernel: instance.name, slower: false, work: 1 },
    ...(instance.slower === undefined ? [] : [{ kernel: instance.name, slower: true, work: workOf(instance) }]),
  ]);
  const run = (next: boolean) =>
    inOneProcess(
      adapter,
      pairs.map(({ kernel, slower }) => ({ kernel, slower: next && slower, samples: SAMPLES })),
    );
  const blocks: [Times, Times, Times, Times][] = [];
  for (let block = 0; block < BLOCKS; block++)
    blocks.push([await run(false), await run(true), await run(true), await run(false)]);
  return pairs.map(({ kernel, work }, i) =>
    measuredPair(
      { round, kernel, work },
      blocks.map(([a, b, c, d]): SampledBlock => [a[i]!, b[i]!, c[i]!, d[i]!]),
    ),
  );
}

/** Nanoseconds of each question, asked of one new process. */
async function inOneProcess(adapter: AdapterChoice, questions: readonly Question[]): Promise<Times> {
  const side = await startSide(adapter);
  try {
    const times: Times = [];
    for (const question of questions) times.push(await side.time(question));
    return times;
  } finally {
    side.end();
  }
}

async function deviceOf(adapter: AdapterChoice): Promise<DeviceInfo> {
  const side = await startSide(adapter);
  side.end();
  return side.device;
}

/** @throws RangeError in one line: what is wrong, and what is accepted. */
function readOptions(args: readonly string[]): Options {
  let values: { json: string; rounds: string; adapter: string };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'string', default: FALSE_ALARMS_RESULT },
        rounds: { type: 'string', default: String(ROUNDS) },
        adapter: { type: 'string', default: 'auto' },
      },
    }));
  } catch (error) {
    const problem = (error as Error).message.split('.')[0];
    throw new RangeError(`${problem}; accepted are --json FILE, --rounds N and --adapter ${ADAPTERS.join('|')}`);
  }
  const adapter = ADAPTERS.find((known) => known === values.adapter);
  if (adapter === undefined) throw new RangeError(`--adapter ${values.adapter}: accepted are ${ADAPTERS.join(', ')}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 2)
    throw new RangeError(`--rounds ${values.rounds}: accepted are whole numbers from 2`);
  return { json: values.json, rounds, adapter };
}

const args = process.argv.slice(2);
await runGpuProgram(() => measure(readOptions(args), ['node tools/dist/false-alarms/measure.js', ...args].join(' ')));
