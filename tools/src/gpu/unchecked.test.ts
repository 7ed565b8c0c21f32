import type { KernelSuite } from '@verbatim/kernels';
import { kernelSuites } from '@verbatim/kernels';
import { expect, test } from 'vitest';
import { allCases } from './suite-check.js';
import { uncheckedCases } from './unchecked.js';

const suite: KernelSuite<object> = kernelSuites.find(({ definition }) => definition.name === 'window-attention')!;
const names = allCases(suite).map(({ name }) => name);
const ran = suite.definition.precisions.flatMap((precision) =>
  names.map((name) => ({ kernel: 'window-attention', precision, case: name })),
);

test('a run with every case lacks none', () => {
  expect(uncheckedCases([suite], ran)).toEqual([]);
});

test('a case that is new is named in the precision that lacks it', () => {
  const without = ran.filter((each) => each.precision !== 'f16' || each.case !== names.at(-1));
  expect(uncheckedCases([suite], without)).toEqual([
    { kernel: 'window-attention', precision: 'f16', cases: [names.at(-1)], of: names.length },
  ]);
});

test('a kernel that did not run lacks all of its cases, also where another has cases of the same names', () => {
  const other = ran.map((each) => ({ ...each, kernel: 'another' }));
  expect(uncheckedCases([suite], other)).toEqual(
    suite.definition.precisions.map((precision) => ({
      kernel: 'window-attention',
      precision,
      cases: names,
      of: names.length,
    })),
  );
});

test('a case that ran as CUDA C++ alone is lacking', () => {
  const [first, ...others] = ran as [(typeof ran)[number], ...typeof ran];
  expect(uncheckedCases([suite], [{ ...first, backend: 'cuda' }, ...others])).toMatchObject([{ cases: [first.case] }]);
});
