import { expect, test } from 'vitest';
import { cpuTables, runInWords } from './cpu-tables.js';
import { cpuFixture } from './results.testing.js';

test('each suite has a table with intervals, and what grows how under it', () => {
  expect(cpuTables(cpuFixture)).toMatchInlineSnapshot(`
    "### \`growth\`

    |  | D | L | bytes as doubles | median, µs/letter | interval | confidence | samples |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | f64 | 4 | 1,024 | 32,768 | 12.35 | 12.1 … 1,235 | 95.6 % | 36 |

    time = a + b · positions:

    - R²: 0.9999
    - slopes: 1, 2.5
    - exactly linear: true

    ### \`sorting\`

    |  | input | median, s | interval | confidence | samples |
    | --- | ---: | ---: | ---: | ---: | ---: |
    | zeros | zeros | 0.5 | 0.4 … 0.6 | 93.7 % | 5 |"
  `);
});

test('a run is told with its machine', () => {
  expect(runInWords(cpuFixture.run)).toMatchInlineSnapshot(`
    "Made by \`npx verbatim verify\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node 20.20.2,
    @verbatim/cli 0.1.0."
  `);
});
