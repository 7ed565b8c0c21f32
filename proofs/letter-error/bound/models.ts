/** The letter error of written-down machines, on every string. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import {
  cycleMachine,
  type Gssm,
  type LetterError,
  type LetterMode,
  letterError,
  machineOfTable,
  obeysLetterBound,
} from '@verbatim/gssm';
import { modelsInWords } from '../../common/gssm-domains.js';
import {
  describeRun,
  type MachineRun,
  modelMachines,
  stateCounts,
  stringSizesInWords,
} from '../../common/gssm-machines.js';
import { BOUND_WORDS, LETTER_MODES, type LetterStatement, letterFailure } from './letter-count.js';

/** The largest D^L for the models, and for a machine of every number of states. */
export interface ModelDomain {
  readonly models: number;
  readonly everyStateCount: number;
}

interface ModeRun extends MachineRun {
  readonly mode: LetterMode;
}

/** How the letter error of a machine is measured: honestly, or wrongly for a control. */
export type MeasureLetters = (machine: Gssm<unknown>, length: number, mode: LetterMode) => LetterError;

/** The machine for every s ≤ D^L. */
function* cycleMachines(maxStrings: number): Generator<MachineRun> {
  for (const { alphabetSize, length, states } of stateCounts(maxStrings)) {
    yield { machine: machineOfTable(cycleMachine(alphabetSize, length, states), `cycle(s=${states})`), length };
  }
}

/** Every model, in both modes, against the bound. */
export function everyModel(options: {
  readonly domain: (effort: Effort) => ModelDomain;
  readonly measure?: MeasureLetters;
  readonly statement?: LetterStatement;
  /** Made of every machine; for controls. */
  readonly change?: (run: MachineRun) => MachineRun;
}): Method {
  const { domain, measure = letterError, statement = obeysLetterBound, change = (run) => run } = options;
  function* cases(effort: Effort): Generator<ModeRun> {
    const { models, everyStateCount } = domain(effort);
    for (const runs of [modelMachines(models), cycleMachines(everyStateCount)]) {
      for (const run of runs) for (const mode of LETTER_MODES) yield { ...change(run), mode };
    }
  }
  const sizesOf = ({ machine: { alphabetSize, states }, length }: MachineRun) => ({ alphabetSize, length, states });
  const holds = (run: ModeRun) => statement(sizesOf(run), measure(run.machine, run.length, run.mode));
  return exact<ModeRun>({
    name: 'models',
    domain: (effort) =>
      `${modelsInWords(domain(effort).models)}, and the machine of s states for every s ≤ D^L, ` +
      `${stringSizesInWords(domain(effort).everyStateCount)}; the wrong letters of all D^L answers are counted, autoregressive and teacher-forced: ` +
      BOUND_WORDS,
    cases,
    holds,
    describe: (run) => ({ ...(describeRun(run) as object), mode: run.mode }),
    explain: (run) => letterFailure(run.machine.name, sizesOf(run), measure(run.machine, run.length, run.mode)),
  });
}
