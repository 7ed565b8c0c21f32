/** `verbatim verify`: seeks evidence for the claims and says what became of each. */
import { EFFORTS, type Effort, runBlock } from '@verbatim/evidence';
import type { Command } from 'commander';
import { commandLine } from '../command-line.js';
import { type Context, print } from '../context.js';
import { choiceOption } from '../input/choice.js';
import { wholeNumber } from '../input/whole-number.js';
import type { Invocation } from '../invocation.js';
import { coloursFor } from '../output/colours.js';
import { jsonTarget } from '../output/json-target.js';
import { chosenClaims } from '../verify/chosen-claims.js';
import { claimListResult, claimListText } from '../verify/claim-list.js';
import { drawnFrom, runClaims } from '../verify/run-claims.js';
import { VERSION } from '../version.js';

interface VerifyOptions {
  readonly effort: Effort;
  readonly seed: string;
  readonly json?: string;
  readonly list?: true;
}

/** Adds the command to the program. */
export function addVerify(program: Command, { context, exit }: Invocation): void {
  program
    .command('verify')
    .summary('seek evidence for the claims')
    .description('Seeks evidence for the claims, or for all of them, and compares each verdict with the expected one.')
    .argument('[claim...]', 'ids as --list shows them; all claims without one')
    .addOption(
      choiceOption('--effort <effort>', 'quick: a minute; standard: up to ten; deep: an hour or more', EFFORTS).default(
        'quick',
      ),
    )
    .option('--seed <n>', 'decides every random draw: a whole number', '1')
    .option('--json <file>', 'write the result there, or to standard output with -; a run that was stopped is resumed')
    .option('--list', 'list the claims and what is expected of them; verify nothing')
    .addHelpText(
      'after',
      '\nExit code: 0 all as expected, 1 a claim deviates, 3 undecided, 130 interrupted, 2 bad usage',
    )
    .action(async (ids: string[], options: VerifyOptions) => exit(await verify(context, ids, options)));
}

async function verify(context: Context, ids: readonly string[], options: VerifyOptions): Promise<number> {
  const seed = wholeNumber('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  const claims = chosenClaims(await context.claims(), ids);
  const target = await jsonTarget(context, options.json);
  const args = ['verify', ...(ids.length > 0 ? claims.map(({ id }) => id) : [])];
  const toJson = options.json === undefined ? [] : ['--json', options.json];
  const command = commandLine([...args, ...(options.list ? ['--list'] : drawnFrom(options.effort, seed)), ...toJson]);
  const run = runBlock({ command, seed, versions: { verbatim: VERSION } });
  if (options.list) {
    if (target) await target.write(claimListResult(run, claims));
    else await print(context, `${claimListText(claims, coloursFor(context.stdout, context.env))}\n`);
    return 0;
  }

  return runClaims(context, { claims, effort: options.effort, seed, target, run });
}
