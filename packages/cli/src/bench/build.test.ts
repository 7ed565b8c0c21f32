import { expect, test } from 'vitest';
import { complaintIn } from './build.js';

test.each([
  [
    'a compiler',
    '> tsc -b\n\n\u001b[96msrc/a.ts\u001b[0m:\u001b[93m8\u001b[0m - \u001b[91merror\u001b[0m TS2322: Type no.\n\nnpm error code 2\nnpm error path /x',
    'src/a.ts:8 - error TS2322: Type no.',
  ],
  [
    'a lock file that is out of step',
    'npm warn EBADENGINE\nnpm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install when in sync.\nnpm error\nnpm error Usage:\nnpm error A complete log of this run can be found in: /x',
    'npm error `npm ci` can only install when in sync.',
  ],
  ['a program with words of its own', 'starting\nno compiler\n', 'no compiler'],
  ['nothing', ' \n', 'it said nothing'],
])('the complaint of %s', (_, output, line) => {
  expect(complaintIn(output)).toBe(line);
});
