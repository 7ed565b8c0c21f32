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
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';
import { chosenClaims } from '../verify/chosen-claims.js';
import { claimListResult, claimListText } from '../verify/claim-list.js';
import { runClaims } from '../verify/run-claims.js';
import { runMerge } from '../verify/run-merge.js';
import { runShard } from '../verify/run-shard.js';
import { shardOption } from '../verify/shard-option.js';
import { drawnFrom } from '../verify/verification.js';
import { VERSION } from '../version.js';

interface VerifyOptions {
  readonly effort: Effort;
  readonly seed: string;
  readonly json?: string;
  readonly list?: true;
  readonly shard?: string;
  readonly merge?: readonly string[];
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
    .option('--shard <i/N>', 'run the i-th of N parts of the methods and controls, as one of N machines does')
    .option('--merge <file...>', 'make one result of the --json files of all N shards; verify nothing')
    .addHelpText(
      'after',
      '\nExit code: 0 all as expected, 1 a claim deviates, 3 undecided, 130 interrupted, 2 bad usage;\nof a shard: what its methods and controls say, whatever the others find',
    )
    .action(async (ids: string[], options: VerifyOptions, command: Command) => {
      if (options.merge === undefined) exit(await verify(context, ids, options));
      else {
        const given = (name: string) => command.getOptionValueSource(name) === 'cli';
        const beside = ['effort', 'seed', 'list', 'shard'].filter(given).map((name) => `--${name}`);
        exit(await merge(context, options.merge, [...ids.map(quoted), ...beside], options.json));
      }
    });
}

async function verify(context: Context, ids: readonly string[], options: VerifyOptions): Promise<number> {
  const seed = wholeNumber('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  const claims = chosenClaims(await context.claims(), ids);
  if (options.list && options.shard !== undefined)
    throw new UsageError('--shard with --list; accepted is one of them: a list verifies nothing');
  const shard = options.shard === undefined ? undefined : shardOption(options.shard);
  const target = await jsonTarget(context, options.json);
  const args = ['verify', ...(ids.length > 0 ? claims.map(({ id }) => id) : [])];
  const toJson = options.json === undefined ? [] : ['--json', options.json];
  const toShard = options.shard === undefined ? [] : ['--shard', options.shard];
  const what = options.list ? ['--list'] : [...drawnFrom(options.effort, seed), ...toShard];
  const command = commandLine([...args, ...what, ...toJson]);
  const run = runBlock({ command, seed, versions: { verbatim: VERSION } });
  if (options.list) {
    if (target) await target.write(claimListResult(run, claims));
    else await print(context, `${claimListText(claims, coloursFor(context.stdout, context.env))}\n`);
    return 0;
  }

  const verification = { claims, effort: options.effort, seed, target, run };
  return shard === undefined ? runClaims(context, verification) : runShard(context, { ...verification, shard });
}

/** @param beside - arguments that have no place beside `--merge`. */
async function merge(
  context: Context,
  files: readonly string[],
  beside: readonly string[],
  json: string | undefined,
): Promise<number> {
  if (beside.length > 0)
    throw new UsageError(`--merge with ${beside[0]}; accepted are files and --json: the shards say all else`);
  const target = await jsonTarget(context, json, files);
  const command = commandLine(['verify', '--merge', ...files, ...(json === undefined ? [] : ['--json', json])]);
  return runMerge(context, {
    files,
    target,
    runOf: (seed) => runBlock({ command, seed, versions: { verbatim: VERSION } }),
  });
}
