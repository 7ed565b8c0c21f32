/** `verbatim copy`: gives a string to a model and compares what comes out. */
import { runBlock } from '@verbatim/evidence';
import { STATE_FORMATS } from '@verbatim/gssm';
import {
  conflictingRepeat,
  type Letters,
  repeatedNgram,
  smallestNgramWithoutConflict,
  vocabulary,
} from '@verbatim/tasks';
import { LARGEST_NGRAM } from '@verbatim/transformer';
import type { Command } from 'commander';
import { commandLine } from '../command-line.js';
import { type Context, print } from '../context.js';
import { answer } from '../copy/answer.js';
import { ARITHMETICS, chosenArithmetic } from '../copy/arithmetic.js';
import { assertNoMemberOptions, GSSM_NAMES, type MachineOptions, type ModelName, modelName } from '../copy/machine.js';
import { DEFAULT_SEED, seedOf } from '../copy/member.js';
import { INTERRUPTED_COPY, MODES, type Mode } from '../copy/outcome.js';
import { runMachine, runMemberOnGpu, runTransformer } from '../copy/run-model.js';
import { COPY_SCHEMA, type CopyResult } from '../copy/schema.js';
import { copySummary } from '../copy/summary.js';
import { choiceOption } from '../input/choice.js';
import { type LetterOptions, readLetters } from '../input/letters.js';
import { wholeNumber } from '../input/whole-number.js';
import { INTERRUPTED } from '../interruption.js';
import type { Invocation } from '../invocation.js';
import { grouped } from '../output/big-numbers.js';
import { coloursFor } from '../output/colours.js';
import { jsonTarget } from '../output/json-target.js';
import { oneLine } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';
import { VERSION } from '../version.js';

/** The exit code of a copy that a GPU did not finish: it is not copied. */
const FAULT = 1;

interface CopyOptions extends LetterOptions, MachineOptions {
  readonly ngram?: string;
  readonly model: string;
  readonly arithmetic?: string;
  readonly mode: Mode;
  readonly stop?: true;
  readonly json?: string;
}

/** Adds the command to the program. */
export function addCopy(program: Command, invocation: Invocation): void {
  program
    .command('copy')
    .summary('let a model copy a string')
    .description('Lets a transformer with written-down weights, or a machine of bounded memory, copy a string.')
    .option('--text <text>', 'the string: the UTF-8 bytes of a text, D = 256')
    .option('--file <path>', 'the string: the bytes of a file, D = 256')
    .option(
      '--tokens <list>',
      'the string: [0,1,2], or a file with such an array or with integers between spaces or commas',
    )
    .option('--alphabet <D>', 'the number of letters; needed with --tokens')
    .option(
      '--ngram <n>',
      `key length, 1 to ${grouped(LARGEST_NGRAM)} (default: the smallest without a conflicting repeat)`,
    )
    .option(
      '--model <model>',
      `transformer, or gssm:NAME: ${GSSM_NAMES.join(', ')} or the path of a table`,
      'transformer',
    )
    .option('--state-bits <b>', 'with gssm:NAME: the bits that the state may take; of a hybrid, its recurrent layer')
    .option('--state-format <format>', `with gssm:gru and its like: ${STATE_FORMATS} (default: f32)`)
    .option('--weights <file>', 'with gssm:gru and its like: a safetensors file (default: weights from a seed)')
    .option('--seed <N>', `with gssm:gru and its like: the seed of the weights (default: ${DEFAULT_SEED})`)
    .option(
      '--arithmetic <system>',
      `with the transformer: ${ARITHMETICS.join(', ')} (default: f64); with gssm:gru and its like: gpu`,
    )
    .addOption(choiceOption('--mode <mode>', 'how the letters come about', MODES).default('generate'))
    .option('--stop', 'with the transformer: the variant that ends the answer with COPY')
    .option('--json <file>', 'write the result there, or to standard output with -')
    .addHelpText('after', '\nExit code: 0 copied, 1 not copied, 130 interrupted, 2 bad usage')
    .action(async (options: CopyOptions) => invocation.exit(await copy(invocation, options)));
}

async function copy({ context, args }: Invocation, options: CopyOptions): Promise<number> {
  const model = modelName(options.model);
  const arithmetic = chosenArithmetic(options.arithmetic, model, options.model);
  assertApplies(options, model.kind);
  const given = options.ngram === undefined ? null : wholeNumber('--ngram', options.ngram, 1, LARGEST_NGRAM);
  const input = await readLetters(options);
  if (input === undefined) throw new UsageError('no string; accepted is one of --text, --file and --tokens');
  const { letters, alphabetSize } = input;
  const inputs = [options.file, options.tokens, options.weights, model.kind === 'table' ? model.path : undefined];
  const target = await jsonTarget(context, options.json, inputs);
  const run = runBlock({ command: commandLine(args), seed: seedOf(options), versions: { verbatim: VERSION } });

  const stop = options.stop === true;
  const looked = stop ? withCopy(letters, alphabetSize) : letters;
  const ngram = given ?? (model.kind === 'transformer' ? smallestNgram(looked) : null);
  const { output, device, part } =
    model.kind === 'transformer'
      ? await runTransformer(context, input, {
          alphabetSize,
          ngram: ngram!,
          arithmetic: arithmetic!,
          mode: options.mode,
          stop,
        })
      : model.kind === 'member' && arithmetic === 'gpu'
        ? await runMemberOnGpu(context, model.member, input, options, options.mode)
        : await runMachine(context, model, input, options, options.mode);
  const mismatch = output.findIndex((token, i) => token !== letters[i]);
  const result: CopyResult = {
    schema: COPY_SCHEMA,
    run: { ...run, device },
    model: options.model,
    machine: part.machine,
    arithmetic,
    mode: options.mode,
    alphabetSize,
    length: letters.length,
    ngram,
    repeatedNgram: ngram === null ? null : repeatedNgram(letters, ngram) !== null,
    conflictingRepeat: ngram === null ? null : conflictingRepeat(looked, ngram),
    dimensions: part.dimensions,
    certified: part.certified,
    states: part.states,
    stateBits: part.stateBits,
    serialisedBits: part.serialisedBits,
    stateFormat: part.stateFormat,
    layerBits: part.layerBits,
    stopped: part.stopped,
    fault: part.fault,
    copied: mismatch === -1 && part.fault === null,
    lettersRight: output.reduce((right, token, i) => right + (token === letters[i] ? 1 : 0), 0),
    ...answer(output, input.bytes),
    firstMismatch: mismatch === -1 ? null : mismatch,
    seconds: part.seconds,
  };
  await target?.write(result);
  if (result.fault !== null) return reportFault(context, result, output.length, target?.file);
  if (target?.file !== null)
    await print(context, `${copySummary(result, output, input, coloursFor(context.stdout, context.env))}\n`);
  return result.copied ? 0 : 1;
}

/** Says in one line what ended the copy, and what there is of it. */
function reportFault(
  { stderr }: Context,
  { fault, length }: CopyResult,
  done: number,
  file: string | null | undefined,
): number {
  const interrupted = fault === INTERRUPTED_COPY;
  const kept =
    file === undefined ? 'with --json FILE they are kept' : `they are ${file === null ? 'printed' : `kept in ${file}`}`;
  stderr.write(
    `verbatim: ${interrupted ? fault : `--arithmetic gpu: ${oneLine(fault ?? '')}`}; ${grouped(done)} of ${grouped(length)} letters were done; ${kept}\n`,
  );
  return interrupted ? INTERRUPTED : FAULT;
}

/** @throws UsageError for an option that belongs to the other kind of model. */
function assertApplies(options: CopyOptions, kind: ModelName['kind']): void {
  const { model, stateBits, stop } = options;
  const transformer = kind === 'transformer';
  if (transformer && stateBits !== undefined)
    throw new UsageError('--state-bits with the transformer; accepted is --state-bits with --model gssm:NAME');
  if (!transformer && stop)
    throw new UsageError(`--stop with --model ${model}; accepted is --stop with the transformer`);
  if (kind !== 'member') assertNoMemberOptions(options);
}

/** `x COPY`: the string whose repeats decide about the stop variant. */
function withCopy(letters: Uint32Array, alphabetSize: number): Uint32Array {
  const tokens = new Uint32Array(letters.length + 1);
  tokens.set(letters);
  tokens[letters.length] = vocabulary(alphabetSize).copy;
  return tokens;
}

function smallestNgram(tokens: Letters): number {
  const ngram = smallestNgramWithoutConflict(tokens);
  if (ngram > LARGEST_NGRAM)
    throw new UsageError(
      `no --ngram: the smallest without a conflicting repeat is ${grouped(ngram)} here; accepted is --ngram n, 1 to ${grouped(LARGEST_NGRAM)}, and then the copy fails`,
    );
  return ngram;
}
