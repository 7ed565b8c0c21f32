/** `verbatim machine`: writes a machine with any number of states as a table that `copy` runs. */
import { writeFileAtomically } from '@verbatim/evidence';
import { cycleMachine, stateBits, windowCycle, windowLength } from '@verbatim/gssm';
import type { Command } from 'commander';
import { type Context, print } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import { wholeNumber } from '../input/whole-number.js';
import type { Invocation } from '../invocation.js';
import { grouped } from '../output/big-numbers.js';
import { assertReplaceable } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { accepted, UsageError } from '../usage-error.js';

const LARGEST_ALPHABET = 2 ** 24;
/** A string of more letters is not shown. */
const MOST_SHOWN = 60;

interface MachineOptions {
  readonly alphabet?: string;
  readonly length?: string;
  readonly states?: string;
  readonly out: string;
}

/** Adds the command to the program. */
export function addMachine(program: Command, { context, exit }: Invocation): void {
  program
    .command('machine')
    .summary('write a machine with s states that copies s strings')
    .description(
      'Writes a table for copy --model gssm:FILE: a machine with exactly s states that copies exactly s strings of L letters, which is as many as any machine of s states can.',
    )
    .option('--alphabet <D>', 'the number of letters')
    .option('--length <L>', 'the length of the strings')
    .option('--states <s>', 'the number of states, 1 to D^L')
    .option('--out <file>', 'the table', 'machine.json')
    .addHelpText('after', '\nExit code: 0 written, 2 bad usage')
    .action(async (options: MachineOptions) => exit(await writeMachine(context, options)));
}

/** @throws UsageError when the option is not given, or its value is not accepted. */
function needed(option: string, text: string | undefined, least: number, most: number): number {
  if (text === undefined)
    throw new UsageError(`no ${option}; accepted is a machine with --alphabet D, --length L and --states s`);
  return wholeNumber(option, text, least, most);
}

async function writeMachine(context: Context, { out, ...options }: MachineOptions): Promise<number> {
  const alphabetSize = needed('--alphabet', options.alphabet, 2, LARGEST_ALPHABET);
  const length = needed('--length', options.length, 1, Number.MAX_SAFE_INTEGER);
  const states = needed('--states', options.states, 1, Number.MAX_SAFE_INTEGER);
  await assertReplaceable('--out', out, []);
  const table = accepted('--states', () => cycleMachine(alphabetSize, length, states));
  try {
    await writeFileAtomically(out, `${JSON.stringify(table)}\n`);
  } catch (error) {
    throw new UsageError(
      `--out ${quoted(out)}: ${fileProblem(error)}; accepted is a file in a folder that may be written`,
    );
  }
  const cycle = windowCycle(alphabetSize, states);
  const copied = Array.from({ length: Math.min(length, MOST_SHOWN) }, (_, i) => cycle[i % states]);
  const lines = [
    `${grouped(states)} states, ${stateBits(BigInt(states)).toFixed(2)} bits: windows of ${windowLength(alphabetSize, states)} letters`,
    `copies ${grouped(states)} strings of ${grouped(length)} letters, ${length <= MOST_SHOWN ? `such as [${copied}]` : `such as one that begins with [${copied}]`}`,
    `written to ${out}`,
  ];
  await print(context, `${lines.join('\n')}\n`);
  return 0;
}
