/** Machines of the family against the letter bound, for all their states and for those that they use, and which come closest. */
import {
  type Gssm,
  type LetterBoundSizes,
  type LetterError,
  type LetterMode,
  leastLetterError,
  letterError,
} from '@verbatim/gssm';
import type { StringSize } from '../../common/gssm-machines.js';
import type { Failures } from '../../common/search-method.js';
import { errorNumber, errorText, type LetterStatement, letterFailure, rounded } from './letter-count.js';
import { statesUsed } from './states-used.js';

/** What a machine does with all strings of L letters. */
export interface Measured extends StringSize {
  readonly name: string;
  /** Where its weights are from, in words. */
  readonly weights: string;
  readonly mode: LetterMode;
  readonly error: LetterError;
  /** |S|: 2 to the number of bits of a state, times D where the letter is kept. */
  readonly states: bigint;
  readonly used: bigint;
}

/**
 * Runs a machine on every string.
 *
 * @param used - the states that it uses, where they have been counted before.
 */
export function measured(
  machine: Gssm<unknown>,
  weights: string,
  length: number,
  mode: LetterMode,
  used: bigint = statesUsed(machine, length),
): Measured {
  const { name, alphabetSize, states } = machine;
  return {
    name,
    weights,
    alphabetSize,
    length,
    mode,
    states,
    used,
    error: letterError(machine, length, mode),
  };
}

/** Whether the line tells: the machine does better than a constant answer, and there are fewer states than strings. */
function tells({ alphabetSize, length, error: { wrong, letters } }: Measured, states: bigint): boolean {
  const D = BigInt(alphabetSize);
  return states < D ** BigInt(length) && wrong * D < letters * (D - 1n);
}

/** The two numbers of states that a machine is held to. */
const COUNTS = ['states', 'used'] as const;

/** Machines on which the line of one of {@link COUNTS} tells. */
interface Telling {
  machines: number;
  closest: { readonly found: Measured; readonly above: number } | null;
}

/** What is known of one group of machines, such as those of one member. */
interface Group {
  machines: number;
  readonly states: Telling;
  readonly used: Telling;
}

/** Holds machines to a statement, in groups, and remembers the closest of each group. */
export class ClosestMachines {
  private readonly groups = new Map<string, Group>();
  private readonly decided = new Map<string, boolean>();
  private readonly lines = new Map<string, number>();

  constructor(
    private readonly statement: LetterStatement,
    private readonly failures: Failures,
  ) {}

  /** How many machines have been held to the statement, each mode counted. */
  get cases(): number {
    return Array.from(this.groups.values()).reduce((sum, { machines }) => sum + machines, 0);
  }

  /** Holds one machine to the statement, with |S| states and with those that it uses. */
  add(groupName: string, found: Measured): void {
    const group: Group = this.groups.get(groupName) ?? {
      machines: 0,
      states: { machines: 0, closest: null },
      used: { machines: 0, closest: null },
    };
    this.groups.set(groupName, group);
    group.machines++;
    const { name, weights, mode, alphabetSize, length, states, used, error } = found;
    const broken = [states, used].find((count) => !this.holds({ alphabetSize, length, states: count }, error));
    if (broken !== undefined) {
      this.failures.add(1, {
        case: { machine: name, weights, mode, alphabetSize, length, states: String(states), used: String(used) },
        explanation: letterFailure(`${name}, weights ${weights}`, { alphabetSize, length, states: broken }, error),
      });
    }
    for (const count of COUNTS) {
      if (!tells(found, found[count])) continue;
      const telling = group[count];
      telling.machines++;
      const above = errorNumber(error) - this.line({ alphabetSize, length, states: found[count] });
      if (telling.closest === null || above < telling.closest.above) telling.closest = { found, above };
    }
  }

  /**
   * One row for each group: how many machines there are, on how many the line tells, for all states and for those used, and
   * which is closest to it.
   */
  rows() {
    return Array.from(this.groups, ([model, { machines, states, used }]) => ({
      model,
      machines,
      telling: { states: states.machines, used: used.machines },
      closest: {
        states: states.closest && shown(states.closest.found, 'states'),
        used: used.closest && shown(used.closest.found, 'used'),
      },
    }));
  }

  /** Decided once for each count: a search meets the same ones over and over. */
  private holds(sizes: LetterBoundSizes, error: LetterError): boolean {
    const key = `${keyOf(sizes)},${error.wrong}`;
    const holds = this.decided.get(key) ?? this.statement(sizes, error);
    this.decided.set(key, holds);
    return holds;
  }

  private line(sizes: LetterBoundSizes): number {
    const line = this.lines.get(keyOf(sizes)) ?? leastLetterError(sizes);
    this.lines.set(keyOf(sizes), line);
    return line;
  }
}

function keyOf({ alphabetSize, length, states }: LetterBoundSizes): string {
  return [alphabetSize, length, states].join();
}

/** A machine beside the line for so many states as `count` says. */
function shown(found: Measured, count: (typeof COUNTS)[number]) {
  const { name, weights, mode, alphabetSize, length, error } = found;
  const states = found[count];
  const line = leastLetterError({ alphabetSize, length, states });
  return {
    machine: name,
    weights,
    mode,
    alphabetSize,
    length,
    states: String(states),
    error: rounded(errorNumber(error)),
    errorExactly: errorText(error),
    line: rounded(line),
    above: rounded(errorNumber(error) - line),
  };
}
