/** Statements about machines drawn at random: automata, and registers with a few entries of their table changed. */
import { drawsForLimit, type Effort, type Method, sampled } from '@verbatim/evidence';
import { type Gssm, type MachineTable, randomAutomaton, registerMachine, tableMachine } from '@verbatim/gssm';
import * as fc from 'fast-check';
import { type CopyStatement, countCopies, failureInWords } from './gssm-copy-count.js';
import { describeRun, type MachineRun, type StringSize, stringSizes, stringSizesInWords } from './gssm-machines.js';

/** More states than this make a random automaton no better a copier. */
const MAX_RANDOM_STATES = 64;
const MAX_CHANGES = 4;

/** How often a statement may fail, and the largest D^L. */
interface Sampling {
  readonly limit: number;
  readonly maxStrings: number;
}

const SAMPLING: Record<Effort, Sampling> = {
  quick: { limit: 0.01, maxStrings: 128 },
  standard: { limit: 0.001, maxStrings: 512 },
  deep: { limit: 0.0001, maxStrings: 1024 },
};

/** What is drawn, and the statement about it. */
export interface OnRandomMachines {
  /** The most states that a machine may have on D^L strings; sizes where this is 0 are left out. */
  readonly mostStates: (strings: number) => number;
  readonly statement: CopyStatement;
  /** Made of every machine drawn; for controls. */
  readonly change?: (run: MachineRun) => MachineRun;
}

function sampledMachines(
  name: string,
  { statement, change = (run) => run }: OnRandomMachines,
  drawn: (maxStrings: number) => { readonly words: string; readonly arbitrary: fc.Arbitrary<MachineRun> },
): Method {
  return {
    method: 'sampled',
    name,
    run(context) {
      const { limit, maxStrings } = SAMPLING[context.effort];
      const { words, arbitrary } = drawn(maxStrings);
      return sampled<MachineRun>({
        name,
        domain:
          `(D, L) uniform over ${stringSizesInWords(maxStrings)}; ${words}; each machine is run on all D^L strings: ` +
          `${statement.words}; at most ${limit} of the machines may fail`,
        draws: () => drawsForLimit(limit),
        arbitrary: () => arbitrary.map(change),
        holds: ({ machine, length }) => statement.holds(countCopies(machine, length)),
        describe: describeRun,
        explain: ({ machine, length }) => failureInWords(statement, machine.name, countCopies(machine, length)),
        limit,
      }).run(context);
    },
  };
}

/** Automata whose every entry is uniform. They copy few strings: see `registerNeighbours` for machines near the bound. */
export function randomAutomata(on: OnRandomMachines): Method {
  return sampledMachines('random-automata', on, (maxStrings) => {
    const most = ({ alphabetSize, length }: StringSize) =>
      Math.min(MAX_RANDOM_STATES, on.mostStates(alphabetSize ** length));
    const sizes = stringSizes(maxStrings).filter((size) => most(size) > 0);
    return {
      words: `|S| uniform from 1 to the most that the statement allows or ${MAX_RANDOM_STATES}; start, next states and outputs uniform`,
      arbitrary: fc.constantFrom(...sizes).chain((size) =>
        fc.record({ states: fc.integer({ min: 1, max: most(size) }), seed: fc.nat() }).map(({ states, seed }) => ({
          machine: randomAutomaton(size.alphabetSize, states, seed),
          length: size.length,
        })),
      ),
    };
  });
}

/** One entry of a table given another value: a next state, or the output when `token` is null. */
interface Change {
  readonly state: number;
  readonly token: number | null;
  readonly value: number;
}

/** A register machine of D^k states written out as a table. */
export function registerTable(alphabetSize: number, length: number, kept: number): MachineTable {
  const machine = registerMachine(alphabetSize, length, kept);
  const byteCount = machine.encode(machine.start).length;
  const numberOf = (state: typeof machine.start) =>
    machine.encode(state).reduce((number, byte) => number * 256 + byte, 0);
  const states = Array.from({ length: Number(machine.states) }, (_, number) =>
    machine.decode(Uint8Array.from({ length: byteCount }, (_, i) => (number >> (8 * (byteCount - 1 - i))) & 255)),
  );
  return {
    alphabet: alphabetSize,
    states: states.length,
    start: numberOf(machine.start),
    update: states.map((state) =>
      Array.from({ length: alphabetSize + 2 }, (_, token) => numberOf(machine.update(state, token))),
    ),
    output: states.map((state) => machine.output(state)),
  };
}

/** The machine with some entries of its table changed. */
function changed(machine: Gssm<number>, changes: readonly Change[]): Gssm<number> {
  const { name, alphabetSize, update, output } = machine;
  const tokens = alphabetSize + 2;
  const nextStates = new Map<number, number>();
  const outputs = new Map<number, number>();
  for (const { state, token, value } of changes) {
    if (token === null) outputs.set(state, value);
    else nextStates.set(state * tokens + token, value);
  }
  const words = changes.map(({ state, token, value }) =>
    token === null ? `output[${state}] = ${value}` : `update[${state}][${token}] = ${value}`,
  );
  return {
    ...machine,
    name: words.length === 0 ? name : `${name} with ${words.join(', ')}`,
    update: (state, token) => nextStates.get(state * tokens + token) ?? update(state, token),
    output: (state) => outputs.get(state) ?? output(state),
  };
}

/** Registers, which meet the bound, with up to four entries of their table redrawn: a machine above it would be near. */
export function registerNeighbours(on: OnRandomMachines): Method {
  return sampledMachines('register-neighbours', on, (maxStrings) => {
    const registers = stringSizes(maxStrings).flatMap(({ alphabetSize, length }) =>
      Array.from({ length: length + 1 }, (_, kept) => ({ alphabetSize, length, kept })).filter(
        ({ kept }) => alphabetSize ** kept <= on.mostStates(alphabetSize ** length),
      ),
    );
    const tables = new Map<string, Gssm<number>>();
    const tableOf = (alphabetSize: number, length: number, kept: number) => {
      const key = `${alphabetSize},${length},${kept}`;
      const known = tables.get(key);
      if (known !== undefined) return known;
      const machine = tableMachine(registerTable(alphabetSize, length, kept), `register(k=${kept})`);
      tables.set(key, machine);
      return machine;
    };
    return {
      words:
        'k uniform over the registers of k letters whose D^k states the statement allows, all (D, L, k) alike; up to ' +
        `${MAX_CHANGES} entries, uniform over next states and outputs, are redrawn`,
      arbitrary: fc.constantFrom(...registers).chain(({ alphabetSize, length, kept }) => {
        const last = alphabetSize ** kept - 1;
        const nextState = fc.record<Change>({
          state: fc.integer({ min: 0, max: last }),
          token: fc.integer({ min: 0, max: alphabetSize + 1 }),
          value: fc.integer({ min: 0, max: last }),
        });
        const output = fc.record<Change>({
          state: fc.integer({ min: 0, max: last }),
          token: fc.constant(null),
          value: fc.integer({ min: 0, max: alphabetSize - 1 }),
        });
        const entry = fc.oneof({ weight: alphabetSize + 2, arbitrary: nextState }, { weight: 1, arbitrary: output });
        return fc.array(entry, { maxLength: MAX_CHANGES }).map((changes) => ({
          machine: changed(tableOf(alphabetSize, length, kept), changes),
          length,
        }));
      }),
    };
  });
}
