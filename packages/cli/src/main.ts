import { Command, CommanderError } from 'commander';
import { addBench } from './commands/bench.js';
import { addCompare } from './commands/compare.js';
import { addCopy } from './commands/copy.js';
import { addDevices } from './commands/devices.js';
import { addInspect } from './commands/inspect.js';
import { addMachine } from './commands/machine.js';
import { addReport } from './commands/report.js';
import { addVerify } from './commands/verify.js';
import { type Context, print, processContext } from './context.js';
import { oneLine, quoted } from './output/one-line.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** The exit code of bad usage or input. */
const BAD_USAGE = 2;
/** The exit code of an error inside this program. */
const INTERNAL_ERROR = 1;

const COMMANDS = [addVerify, addCopy, addMachine, addInspect, addDevices, addBench, addCompare, addReport];

/**
 * Runs the command line.
 *
 * @param args - the arguments after `verbatim`.
 * @param overrides - streams, environment or claims other than those of the process.
 * @returns the exit code: 0 as expected; 1 a claim deviates, a copy differs or a regression is found; 2 bad usage or
 * input; 3 undecided; 4 nothing comparable; 130 interrupted. It never throws.
 */
export async function main(args: readonly string[], overrides: Partial<Context> = {}): Promise<number> {
  const context = { ...processContext(), ...overrides };
  try {
    return await run(args, context);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof UsageError) {
      context.stderr.write(`verbatim: ${oneLine(message)}\n`);
      return BAD_USAGE;
    }
    context.stderr.write(
      context.env.VERBATIM_DEBUG
        ? `${stack}\n`
        : `verbatim: internal error: ${oneLine(message)}; please report it, with the output under VERBATIM_DEBUG=1\n`,
    );
    return INTERNAL_ERROR;
  }
}

async function run(args: readonly string[], context: Context): Promise<number> {
  let code = 0;
  let help = '';
  const program = new Command('verbatim')
    .description('Verifies numerically what sequence models can and cannot repeat.')
    .version(VERSION)
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: () => {},
    });
  const exit = (result: number) => {
    code = result;
  };
  for (const add of COMMANDS) add(program, { context, args, exit });
  const names = program.commands.map((command) => command.name()).join(', ');
  if (args.length === 0) throw new UsageError(`no command; accepted are ${names}; verbatim --help tells more`);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(usage(error, program.commands, args[0]));
    await print(context, help);
  }
  return code;
}

/** What commander complains about, in the words of this program: what is wrong, and what is accepted. */
function usage({ code, message }: CommanderError, commands: readonly Command[], first: string | undefined): string {
  const names = commands.map((command) => command.name());
  const command = names.find((name) => name === first);
  const help = `verbatim ${command === undefined ? '' : `${command} `}--help`;
  // Commander tells the name that it could not use in its message alone, between quotation marks.
  const [, name] = /'(.*)'/s.exec(message) ?? [];
  if (code === 'commander.unknownCommand')
    return `${quoted(name ?? '')} is no command; accepted are ${names.join(', ')}`;
  if (code === 'commander.unknownOption')
    return `${quoted(name ?? '')} is no option; accepted are those that ${help} lists`;
  if (code === 'commander.optionMissingArgument')
    return `${name?.split(' ')[0]} without its value; accepted is ${name}`;
  if (code === 'commander.missingArgument') return `<${name}> is missing; accepted is what ${help} shows`;
  if (code === 'commander.excessArguments')
    return `an argument that belongs to no option; accepted are the options that ${help} lists`;
  return message.replace(/^error: /, '');
}
