/** What is claimed of a register, checked on every string. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import type { Gssm } from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import { countCopies, errorEqualsBound, failureInWords } from '../../common/gssm-copy-count.js';
import { stringSizes, stringSizesInWords } from '../../common/gssm-machines.js';
import { type BuildRegister, copies, hasPeriod } from '../../common/gssm-register-strings.js';
import { statesAtCopy } from '../../common/gssm-state-at-copy.js';

/** A register that is to hold k letters. */
interface KeptRun {
  readonly machine: Gssm<unknown>;
  readonly length: number;
  readonly kept: number;
}

function* registers(build: BuildRegister, maxStrings: number): Generator<KeptRun> {
  for (const { alphabetSize, length } of stringSizes(maxStrings)) {
    for (let kept = 0; kept <= length; kept++) yield { machine: build(alphabetSize, length, kept), length, kept };
  }
}

const registerCount = (maxStrings: number) => stringSizes(maxStrings).reduce((sum, { length }) => sum + length + 1, 0);

const statesClaimed = ({ machine, kept }: KeptRun) => BigInt(machine.alphabetSize) ** BigInt(kept);

const describe = ({ machine: { name, alphabetSize, states }, length, kept }: KeptRun) => ({
  machine: name,
  alphabetSize,
  states: String(states),
  length,
  kept,
});

/** Why the bound is not met, or undefined if it is, by a machine that is claimed to have D^k states. */
function wrongError(run: KeptRun): string | undefined {
  const { machine, length } = run;
  const claimed = { ...countCopies(machine, length), states: statesClaimed(run) };
  return errorEqualsBound.holds(claimed) ? undefined : failureInWords(errorEqualsBound, machine.name, claimed);
}

/** A string that is copied without having period k, or has it without being copied. */
function wrongString({ machine, length, kept }: KeptRun): string | undefined {
  for (const letters of stringsOf(machine.alphabetSize, length)) {
    const copied = copies(machine, letters);
    if (copied === hasPeriod(letters, kept)) continue;
    return `${machine.name} ${copied ? 'copies' : 'does not copy'} ${letters.join(' ')}, period ${kept}.`;
  }
  return undefined;
}

/** Every register meets the bound with D^k states, and copies the k-periodic strings and no others. */
export function everyRegister(build: BuildRegister, maxStrings: (effort: Effort) => number): Method {
  const wrong = (run: KeptRun) => wrongError(run) ?? wrongString(run);
  return exact<KeptRun>({
    name: 'every-register',
    domain: (effort) =>
      `0 ≤ k ≤ L, ${stringSizesInWords(maxStrings(effort))}; all D^L strings are run: ${errorEqualsBound.words} with |S| = D^k, ` +
      'and a string is copied if and only if it has period k',
    cases: (effort) => registers(build, maxStrings(effort)),
    size: (effort) => registerCount(maxStrings(effort)),
    holds: (run) => wrong(run) === undefined,
    describe,
    explain: (run) => wrong(run)!,
  });
}

/** The states are counted from what `encode` writes: D^k of them after COPY, in ⌈log2 D^k⌉ bits. */
export function statesCounted(build: BuildRegister, maxStrings: (effort: Effort) => number): Method {
  const wrong = (run: KeptRun): string | undefined => {
    const states = statesClaimed(run);
    const { distinct, decisive } = statesAtCopy(run);
    const { name, serialisedBits, states: declared } = run.machine;
    const fits = (bits: number) => 1n << BigInt(bits) >= states;
    const leastBits = fits(serialisedBits) && (serialisedBits === 0 || !fits(serialisedBits - 1));
    if (declared === states && BigInt(distinct) === states && decisive && leastBits) return undefined;
    return (
      `${name} declares ${declared} states and writes ${distinct} different ones in ${serialisedBits} bits; D^k = ${states}` +
      `${decisive ? '' : ', and two strings that are written alike are answered differently'}.`
    );
  };
  return exact<KeptRun>({
    name: 'states-counted',
    domain: (effort) =>
      `0 ≤ k ≤ L, ${stringSizesInWords(maxStrings(effort))}; what encode writes after BOS x COPY, over all D^L strings x, is one of ` +
      'exactly D^k states, each decides the answer, and |S| = D^k is declared',
    cases: (effort) => registers(build, maxStrings(effort)),
    size: (effort) => registerCount(maxStrings(effort)),
    holds: (run) => wrong(run) === undefined,
    describe,
    explain: (run) => wrong(run)!,
  });
}
