import { exhaustiveError } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { hidesALetter, withoutRotation, withStateLeftOut } from './gssm-broken-machines.js';
import {
  countMachinesOf,
  countModelMachines,
  type MachineRun,
  machinesOf,
  modelMachines,
  stringSizes,
} from './gssm-machines.js';
import { brokenSteps, statesAtCopy } from './gssm-state-at-copy.js';

const runs: MachineRun[] = [...modelMachines(30)];

describe('the machines of a grid', () => {
  it('have strings that can all be run, one length after the other', () => {
    expect(stringSizes(8).slice(0, 4)).toEqual([
      { alphabetSize: 2, length: 1 },
      { alphabetSize: 2, length: 2 },
      { alphabetSize: 2, length: 3 },
      { alphabetSize: 3, length: 1 },
    ]);
    for (const { machine, length } of runs) expect(machine.alphabetSize ** length).toBeLessThanOrEqual(30);
  });

  it('are as many as their formulas say, each once', () => {
    expect(runs).toHaveLength(countModelMachines(30));
    expect([...machinesOf('prefix', 30, 1)]).toHaveLength(countMachinesOf(30, 1));
    const names = runs.map(({ machine, length }) => `${machine.name} ${machine.alphabetSize} ${length}`);
    expect(new Set(names).size).toBe(runs.length);
  });
});

describe('the states after COPY', () => {
  it('of a register are all D^k, with one copied string each', () => {
    for (const run of machinesOf('register', 64)) {
      const { distinct, copied, mostFromOneState } = statesAtCopy(run);
      expect(BigInt(distinct)).toBe(run.machine.states);
      expect(copied).toBe(distinct);
      expect(mostFromOneState).toBe(1);
    }
  });

  it('count as many copied strings as running each of them does, and never break a step of the argument', () => {
    for (const run of runs) {
      expect(BigInt(statesAtCopy(run).copied)).toBe(exhaustiveError(run.machine, run.length).copied);
      expect(brokenSteps(run), run.machine.name).toEqual([]);
    }
  });

  it('give away a register that hides a letter, and a state count one too small', () => {
    expect(brokenSteps({ machine: hidesALetter(2, 4, 2), length: 4 })).toEqual([
      'two strings leave the same state and are answered differently',
      '2 strings are copied from one state',
      '4 strings are copied from 2 states',
    ]);
    for (const run of machinesOf('register', 30)) {
      expect(brokenSteps(withStateLeftOut(run))).toContain('a state is written as a number that is not below |S|');
    }
  });
});

describe('a register that does not rotate', () => {
  it('copies what it should only when k divides L', () => {
    for (const { machine, length } of machinesOf('register', 256, 1)) {
      const kept = Math.round(Math.log(Number(machine.states)) / Math.log(machine.alphabetSize));
      const { copied } = exhaustiveError(withoutRotation(machine), length);
      if (length % kept === 0) expect(copied).toBe(machine.states);
      else expect(copied).toBeLessThan(machine.states);
    }
  });
});
