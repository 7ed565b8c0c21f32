/** The GSSM that `--model gssm:NAME` and `--state-bits` ask for. */
import {
  type Gssm,
  MACHINE_FAMILIES,
  type MachineFamily,
  machineForBits,
  parseTable,
  tableMachine,
} from '@verbatim/gssm';
import { readInput } from '../input/read-input.js';
import { bigWholeNumber } from '../input/whole-number.js';
import { quoted } from '../output/one-line.js';
import { accepted, parsedJson, UsageError } from '../usage-error.js';

const PREFIX = 'gssm:';
const LARGEST_TABLE_FILE = 2 ** 28;

/** What `--model` names. */
export type ModelName =
  | { readonly kind: 'transformer' }
  | { readonly kind: 'family'; readonly family: MachineFamily }
  | { readonly kind: 'table'; readonly path: string };

/** @throws UsageError for a name that no model has. */
export function modelName(name: string): ModelName {
  if (name === 'transformer') return { kind: 'transformer' };
  const rest = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
  if (rest === '') throw new UsageError(`--model ${quoted(name)}: accepted are transformer and ${gssmNames()}`);
  const family = MACHINE_FAMILIES.find((known) => known === rest);
  return family ? { kind: 'family', family } : { kind: 'table', path: rest };
}

function gssmNames(): string {
  return `gssm:NAME, where NAME is ${MACHINE_FAMILIES.join(', ')} or the path of a table`;
}

/**
 * The machine, made for strings of L letters below D.
 *
 * @param stateBits - b, as the option has it: needed for register, prefix and window, of no effect on constant, and
 * refused for a table, which has its own number of states.
 * @throws UsageError when the options or the table are not accepted.
 */
export async function machineFor(
  name: Exclude<ModelName, { kind: 'transformer' }>,
  alphabetSize: number,
  length: number,
  stateBits: string | undefined,
): Promise<Gssm<unknown>> {
  if (name.kind === 'table') return tableFrom(name.path, alphabetSize, stateBits);
  if (stateBits === undefined && name.family !== 'constant')
    throw new UsageError(
      `--model gssm:${name.family} without --state-bits; accepted is --state-bits b, the bits that the state may take`,
    );
  const bits = bigWholeNumber('--state-bits', stateBits ?? '0', 0n);
  return machineForBits(name.family, alphabetSize, length, bits);
}

async function tableFrom(path: string, alphabetSize: number, stateBits: string | undefined): Promise<Gssm<unknown>> {
  if (stateBits !== undefined)
    throw new UsageError(
      `--state-bits with the table ${quoted(path)}: a table has its own states; accepted with ${MACHINE_FAMILIES.join(', ')}`,
    );
  const place = `--model ${quoted(`${PREFIX}${path}`)}`;
  const text = new TextDecoder().decode(await readInput(place, path, LARGEST_TABLE_FILE, gssmNames()));
  const json = parsedJson(
    place,
    text,
    'a table, {"alphabet": D, "states": N, "start": s, "update": […], "output": […]}',
  );
  const table = accepted(place, () => parseTable(json));
  if (table.alphabet !== alphabetSize)
    throw new UsageError(
      `${place}: the table has ${table.alphabet} letters and the string ${alphabetSize}; accepted is the same number`,
    );
  return tableMachine(table, path);
}
