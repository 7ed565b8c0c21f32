/** The measured rate of false alarms as a page shows it. */
import { runInWords } from '../docs/cpu-tables.js';
import { markdownTable, wrapped } from '../docs/markdown.js';
import { confidence, grouped, readable, roundedUp } from '../docs/numbers.js';
import { type Alarms, DOUBLED, type FalseAlarmResult } from './result.js';

/** Alarms about what did not change, and what became of planted slowdowns. */
export function falseAlarmTables({
  run,
  device,
  maxSlowdown,
  interleaved,
  twoRuns,
  twoRunsDoubled,
  planted,
  pairs,
}: FalseAlarmResult): string {
  const rounds = new Set(pairs.map(({ round }) => round)).size;
  const kernels = new Set(pairs.map(({ kernel }) => kernel)).size;
  const blocks = pairs[0]?.blocks.length ?? 0;
  const where =
    `On ${device.description}: ${grouped(rounds)} rounds of ${grouped(blocks)} blocks of four runs, ${grouped(kernels)} ` +
    `kernels in each run; the margin is ${100 * maxSlowdown} %.`;
  const row = (what: string, { pairs: all, counts, bound, confidence: at }: Alarms) => [
    what,
    grouped(all),
    grouped(counts.same),
    grouped(counts.undecided),
    grouped(counts.slower),
    grouped(counts.faster),
    `${roundedUp(100 * bound)} % at ${confidence(at)}`,
  ];
  return [
    runInWords(run),
    wrapped(where),
    markdownTable(
      [
        ['nothing changed'],
        ['pairs', 'right'],
        ['same', 'right'],
        ['undecided', 'right'],
        ['slower', 'right'],
        ['faster', 'right'],
        ['false alarms, at most'],
      ],
      [
        row('interleaved', interleaved),
        row('two runs, one after the other', twoRuns),
        row(`the same, with a margin of ${100 * DOUBLED} %`, twoRunsDoubled),
      ],
    ),
    markdownTable(
      [
        ['planted slowdown'],
        ['work', 'right'],
        ['time', 'right'],
        ['all rounds in one comparison'],
        ['pairs', 'right'],
        ['slower', 'right'],
        ['undecided', 'right'],
        ['same or faster', 'right'],
      ],
      planted.map(({ kernel, work, ratio, together: verdict, pairs: all, counts }) => [
        kernel,
        `× ${readable(work)}`,
        `× ${readable(ratio)}`,
        verdict,
        grouped(all),
        grouped(counts.slower),
        grouped(counts.undecided),
        grouped(counts.same + counts.faster),
      ]),
    ),
  ].join('\n\n');
}
