/** The GSSM that `--model gssm:NAME` and `--state-bits` ask for. */
import {
  type Gssm,
  MACHINE_FAMILIES,
  type MachineFamily,
  MEMBER_NAMES,
  machineForBits,
  parseTable,
  tableMachine,
  WRITTEN_NAMES,
  writtenMachineForBits,
} from '@verbatim/gssm';
import { readInput } from '../input/read-input.js';
import { quoted } from '../output/one-line.js';
import { accepted, parsedJson, UsageError } from '../usage-error.js';
import { memberMachine, PREFIX, stateBitsOf } from './member.js';

const LARGEST_TABLE_FILE = 2 ** 28;

/** What `--model` names. */
export type ModelName =
  | { readonly kind: 'transformer' }
  | { readonly kind: 'family'; readonly family: MachineFamily }
  | { readonly kind: 'member'; readonly member: string }
  | { readonly kind: 'written'; readonly written: string }
  | { readonly kind: 'table'; readonly path: string };

/** The options of `copy` that say which machine, as the command line has them. */
export interface MachineOptions {
  readonly stateBits?: string;
  readonly stateFormat?: string;
  readonly weights?: string;
  readonly seed?: string;
}

/** A machine, and what is said of its state beside its bits; null for machines whose states are simply numbered. */
export interface ChosenMachine {
  readonly machine: Gssm<unknown>;
  readonly stateFormat: string | null;
  readonly layerBits: readonly number[] | null;
}

/** @throws UsageError for a name that no model has. */
export function modelName(name: string): ModelName {
  if (name === 'transformer') return { kind: 'transformer' };
  const rest = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
  if (rest === '') throw new UsageError(`--model ${quoted(name)}: accepted are transformer and ${gssmNames()}`);
  const family = MACHINE_FAMILIES.find((known) => known === rest);
  if (family) return { kind: 'family', family };
  if (MEMBER_NAMES.includes(rest)) return { kind: 'member', member: rest };
  if (WRITTEN_NAMES.includes(rest)) return { kind: 'written', written: rest };
  return { kind: 'table', path: rest };
}

/** The names that `gssm:` takes. */
export const GSSM_NAMES: readonly string[] = [...MACHINE_FAMILIES, ...MEMBER_NAMES, ...WRITTEN_NAMES];

function gssmNames(): string {
  return `gssm:NAME, where NAME is ${GSSM_NAMES.join(', ')} or the path of a table`;
}

/**
 * The machine, made for strings of L letters below D.
 *
 * @param options - `--state-bits` is b: needed for all but `constant`, which has one state, a table, which has its own
 * number of states, and a member with `--weights`, whose size is that of the file.
 * @throws UsageError when the options, the table or the weights are not accepted.
 */
export async function machineFor(
  name: Exclude<ModelName, { kind: 'transformer' }>,
  alphabetSize: number,
  length: number,
  options: MachineOptions,
): Promise<ChosenMachine> {
  if (name.kind === 'member') return memberMachine(name.member, alphabetSize, options);
  if (name.kind === 'table') return numbered(await tableFrom(name.path, alphabetSize, options.stateBits));
  if (name.kind === 'written') {
    const bits = stateBitsOf(name.written, options.stateBits);
    const { machine, format } = accepted(`--model ${PREFIX}${name.written}`, () =>
      writtenMachineForBits(name.written, alphabetSize, length, bits),
    );
    return { machine, stateFormat: format, layerBits: machine.layerBits };
  }
  const bits = name.family === 'constant' ? (options.stateBits ?? '0') : options.stateBits;
  return numbered(machineForBits(name.family, alphabetSize, length, stateBitsOf(name.family, bits)));
}

function numbered(machine: Gssm<unknown>): ChosenMachine {
  return { machine, stateFormat: null, layerBits: null };
}

async function tableFrom(path: string, alphabetSize: number, stateBits: string | undefined): Promise<Gssm<unknown>> {
  if (stateBits !== undefined)
    throw new UsageError(
      `--state-bits with the table ${quoted(path)}: a table has its own states; accepted with ${GSSM_NAMES.join(', ')}`,
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

/** @throws UsageError for an option that belongs to machines with weights. */
export function assertNoMemberOptions({ stateFormat, weights, seed }: MachineOptions): void {
  const option = Object.entries({ '--state-format': stateFormat, '--weights': weights, '--seed': seed }).find(
    ([, value]) => value !== undefined,
  );
  if (option !== undefined)
    throw new UsageError(
      `${option[0]} with this model; accepted is ${option[0]} with --model ${PREFIX}NAME, where NAME is ${MEMBER_NAMES.join(', ')}`,
    );
}
