import { constantMachine, obeysLetterBound, registerMachine } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { Failures } from '../../common/search-method.js';
import { ClosestMachines, measured } from './closest.js';
import { withOneStateLess } from './letter-count.js';

describe('the closest machines', () => {
  it('are those whose error is nearest to the line, where the line tells', () => {
    const failures = new Failures();
    const closest = new ClosestMachines(obeysLetterBound, failures);
    for (const kept of [0, 1, 2, 3])
      closest.add('register', measured(registerMachine(2, 3, kept), 'written down', 3, 'autoregressive'));
    closest.add('constant', measured(constantMachine(2, 0), 'written down', 3, 'autoregressive'));
    expect([closest.cases, failures.count, failures.first]).toEqual([5, 0n, undefined]);
    const [register, constant] = closest.rows();
    // k = 0 is a constant answer and k = 3 has as many states as there are strings: there the line says nothing.
    expect(register).toMatchObject({ model: 'register', machines: 4, telling: { states: 2, used: 2 } });
    expect(register!.closest.used).toMatchObject({ machine: 'register(k=2)', states: '4', errorExactly: '1/6' });
    const { error, line, above } = register!.closest.used!;
    expect(above).toBeCloseTo(error - line, 5);
    expect(above).toBeGreaterThan(0);
    expect(constant).toEqual({
      model: 'constant',
      machines: 1,
      telling: { states: 0, used: 0 },
      closest: { states: null, used: null },
    });
  });

  it('are held to the statement for all states and for those that are used', () => {
    const failures = new Failures();
    const closest = new ClosestMachines(obeysLetterBound, failures);
    const honest = measured(registerMachine(2, 3, 3), 'written down', 3, 'autoregressive');
    closest.add('honest', honest);
    expect(failures.count).toBe(0n);
    closest.add('few states', { ...honest, states: 7n });
    closest.add('few used', { ...honest, used: 7n });
    expect(failures.count).toBe(2n);
    expect(failures.first!.explanation).toContain('register(k=3), weights written down, of 7 states, has δ = 0');
  });

  it('fail a statement that claims too much, once for each machine', () => {
    const failures = new Failures();
    const closest = new ClosestMachines(withOneStateLess, failures);
    for (let i = 0; i < 2; i++)
      closest.add('register', measured(registerMachine(2, 2, 2), 'written down', 2, 'teacher-forced'));
    expect(failures.count).toBe(2n);
    expect(failures.first!.case).toEqual({
      machine: 'register(k=2)',
      weights: 'written down',
      mode: 'teacher-forced',
      alphabetSize: 2,
      length: 2,
      states: '4',
      used: '4',
    });
  });
});
