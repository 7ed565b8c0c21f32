import { type ClaimResult, deviates } from '@verbatim/evidence';
import pc from 'picocolors';
import { wholeNumberText } from './big-numbers.js';
import type { Colours } from './colours.js';
import { plainTable } from './plain-table.js';

/**
 * One line a claim: its verdict, what was expected, how many cases were looked at, in how many seconds, how many of its
 * negative controls were caught, and by which methods. What is not as expected is red, and marked without colours too:
 * `(!)` where the verdict deviates.
 */
export function claimTable(results: readonly ClaimResult[], colours: Colours = pc): string {
  const rows = results.map((result) => {
    const { id, verdict, expected, evidence, controls } = result;
    const caught = controls.filter((control) => control.caught).length;
    const cases = evidence.reduce((sum, part) => sum + BigInt(part.cases), 0n);
    const seconds = [...evidence, ...controls.map((control) => control.evidence)].reduce(
      (sum, part) => sum + part.seconds,
      0,
    );
    const controlText = `${caught}/${controls.length}`;
    return [
      id,
      verdict === expected ? colours.green(verdict) : colours.red(`${verdict}${deviates(result) ? ' (!)' : ''}`),
      expected,
      wholeNumberText(cases.toString()),
      seconds.toFixed(1),
      caught === controls.length ? controlText : colours.red(controlText),
      [...new Set(evidence.map(({ method }) => method))].join(', '),
    ];
  });
  return plainTable(
    [
      { title: colours.bold('claim') },
      { title: colours.bold('verdict') },
      { title: colours.bold('expected') },
      { title: colours.bold('cases'), align: 'right' },
      { title: colours.bold('seconds'), align: 'right' },
      { title: colours.bold('controls'), align: 'right' },
      { title: colours.bold('by') },
    ],
    rows,
  );
}
