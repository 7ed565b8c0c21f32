/** `verbatim devices`: shows what this machine can compute on, which of it is used, and why the rest is missing. */
import { runBlock } from '@verbatim/evidence';
import type { Command } from 'commander';
import { commandLine } from '../command-line.js';
import { print } from '../context.js';
import { DEVICES_SCHEMA, devicesResultSchema } from '../devices/schema.js';
import { devicesSummary } from '../devices/summary.js';
import type { Invocation } from '../invocation.js';
import { coloursFor } from '../output/colours.js';
import { jsonTarget } from '../output/json-target.js';
import { VERSION } from '../version.js';

/** Adds the command to the program. */
export function addDevices(program: Command, invocation: Invocation): void {
  program
    .command('devices')
    .summary('show the GPUs and what else can compute')
    .description(
      'Shows what this machine can compute on: features, limits, which device is used and why, and the reason for each that is missing.',
    )
    .option('--json <file>', 'write the result there, or to standard output with -')
    .addHelpText('after', '\nExit code: 0 shown, 2 bad usage')
    .action(async (options: { readonly json?: string }) => invocation.exit(await showDevices(invocation, options)));
}

async function showDevices({ context, args }: Invocation, { json }: { readonly json?: string }): Promise<number> {
  const target = await jsonTarget(context, json);
  const run = runBlock({ command: commandLine(args), seed: 0, versions: { verbatim: VERSION } });
  // Loaded on demand: the other commands start faster without the native parts.
  const { takeInventory } = await import('@verbatim/gpu');
  const { routes, used, why, nvidia } = await takeInventory();
  const device = routes.find(({ name }) => name === used)?.info?.description ?? null;
  const result = devicesResultSchema.parse({
    schema: DEVICES_SCHEMA,
    run: { ...run, device },
    used,
    why,
    routes: routes.map(({ name, info, missing }) => ({ name, info, missing })),
    nvidia: typeof nvidia === 'string' ? { reading: null, missing: nvidia } : { reading: nvidia, missing: null },
  });
  await target?.write(result);
  if (target?.file !== null)
    await print(context, `${devicesSummary(result, coloursFor(context.stdout, context.env))}\n`);
  return 0;
}
