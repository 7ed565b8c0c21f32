/** `verbatim inspect`: shows what the copying transformer is made of, and what it computes at every position. */
import { resolve } from 'node:path';
import { runBlock, writeFileAtomically } from '@verbatim/evidence';
import { copyingTransformer, LARGEST_NGRAM, safetensors } from '@verbatim/transformer';
import type { Command } from 'commander';
import { commandLine } from '../command-line.js';
import { print } from '../context.js';
import { memoryProblem } from '../copy/memory.js';
import { alphabetSize, type LetterOptions, readLetters } from '../input/letters.js';
import { bigWholeNumber, wholeNumber } from '../input/whole-number.js';
import { certificates } from '../inspect/certificates.js';
import { inspectedPositions } from '../inspect/positions.js';
import { INSPECT_SCHEMA, type InspectResult } from '../inspect/schema.js';
import { inspectSummary } from '../inspect/summary.js';
import { listedWeights } from '../inspect/weights.js';
import type { Invocation } from '../invocation.js';
import { grouped } from '../output/big-numbers.js';
import { coloursFor } from '../output/colours.js';
import { assertReplaceable, jsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { accepted, UsageError } from '../usage-error.js';
import { VERSION } from '../version.js';

interface InspectOptions extends Omit<LetterOptions, 'file'> {
  readonly ngram?: string;
  readonly maxLength?: string;
  readonly weights?: string;
  readonly json?: string;
}

/** Adds the command to the program. */
export function addInspect(program: Command, invocation: Invocation): void {
  program
    .command('inspect')
    .summary('show the copying transformer: dimensions, weights, certificates')
    .description(
      'Shows the copying transformer: its dimensions, its weights, and up to which length each number format is certified. With a string, also every quantity of the proof at every position.',
    )
    .option('--alphabet <D>', 'the number of letters; 256 with --text')
    .option('--ngram <n>', `key length, 1 to ${grouped(LARGEST_NGRAM)}`)
    .option('--max-length <L>', 'the longest string to be copied (default: the fixed T of the theorem)')
    .option('--text <text>', 'inspect this string: the UTF-8 bytes of a text, D = 256')
    .option(
      '--tokens <list>',
      'inspect this string: [0,1,2], or a file with such an array or with integers between spaces or commas',
    )
    .option('--weights <file>', 'write all weights there, as safetensors')
    .option('--json <file>', 'write the result there, or to standard output with -')
    .addHelpText('after', '\nExit code: 0 shown, 2 bad usage')
    .action(async (options: InspectOptions) => invocation.exit(await inspectConstruction(invocation, options)));
}

async function inspectConstruction({ context, args }: Invocation, options: InspectOptions): Promise<number> {
  if (options.ngram === undefined) throw new UsageError('no --ngram; accepted is --ngram n, the key length');
  const ngram = wholeNumber('--ngram', options.ngram, 1, LARGEST_NGRAM);
  const longest = options.maxLength === undefined ? null : bigWholeNumber('--max-length', options.maxLength, 1n);
  const input = await readLetters(options);
  const size = { alphabetSize: input?.alphabetSize ?? alphabetOf(options), ngram };
  if (input && longest !== null && input.letters.length > longest)
    throw new UsageError(
      `--max-length ${longest}: the string has ${grouped(input.letters.length)} letters; accepted is this number or more`,
    );
  const target = await jsonTarget(context, options.json, [options.tokens]);
  if (options.weights !== undefined) await assertWeightsFile(options, options.weights);
  const problem = memoryProblem({ ...size, length: input?.letters.length ?? 1, arithmetic: 'f64', stop: false });
  if (problem !== null) throw new UsageError(problem);

  const run = runBlock({ command: commandLine(args), seed: 0, versions: { verbatim: VERSION } });
  const sized = longest === null ? size : { ...size, maxLength: longest };
  const construction = copyingTransformer(sized);
  const positions = input ? inspectedPositions(construction, input) : null;
  const file = options.weights === undefined ? undefined : accepted('--weights', () => safetensors(construction));
  if (file) await writeFileAtomically(options.weights!, file);
  const result: InspectResult = {
    schema: INSPECT_SCHEMA,
    run,
    ...size,
    maxLength: longest?.toString() ?? null,
    softmaxBase: construction.weights.softmaxBase,
    softmaxScale: construction.softmaxScale,
    dimensions: construction.dimensions,
    weights: listedWeights(construction),
    weightsFile: options.weights ?? null,
    certificates: certificates(sized),
    length: input?.letters.length ?? null,
    arithmetic: input ? 'f64' : null,
    positions: positions,
  };
  await target?.write(result);
  if (target?.file !== null)
    await print(context, `${inspectSummary(result, input, coloursFor(context.stdout, context.env))}\n`);
  return 0;
}

function alphabetOf({ alphabet }: InspectOptions): number {
  if (alphabet === undefined)
    throw new UsageError('no --alphabet; accepted is --alphabet D, the number of letters, or a string');
  return alphabetSize(alphabet);
}

async function assertWeightsFile({ tokens, json }: InspectOptions, weights: string): Promise<void> {
  if (weights === '-') throw new UsageError('--weights -: accepted is the name of a file');
  if (json !== undefined && resolve(json) === resolve(weights))
    throw new UsageError(`--weights ${quoted(weights)}: --json writes to the same file; accepted is another name`);
  await assertReplaceable('--weights', weights, [tokens]);
}
