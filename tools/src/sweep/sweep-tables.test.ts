import { describe, expect, test } from 'vitest';
import { scalingClaimTables } from './claim-tables.js';
import { crossoverTables } from './crossover-tables.js';
import { keptTable, liveTable } from './memory-tables.js';
import { everyPoint, notVisited } from './not-visited.js';
import { sweepFixture } from './results.testing.js';
import { shortName } from './series.js';
import { skippedTable } from './skipped-table.js';
import { timeLawTable, timeTable } from './time-tables.js';
import { windowGrowth, windowTables } from './window-tables.js';

const MICROSECONDS = { name: 'µs', size: 1000 };

describe('times', () => {
  test('are medians at a few lengths, with how wide their intervals are and what limits the longest', () => {
    const shown = { suite: 'decode', lengths: [1024, 1_048_576], unit: MICROSECONDS };
    expect(timeTable(sweepFixture, shown)).toMatchInlineSnapshot(`
      "| operation | precision | backend | L = 1,024, µs | L = 1,048,576, µs | intervals within | limit at the largest L |
      | --- | --- | --- | ---: | ---: | ---: | --- |
      | attention-decode | f32 | webgpu | 14 | 3,000 | ± 2 % | memory: 50 % of the copy |
      | retnet-step | f32 | webgpu | 5 | 5 | ± 2 % | overhead |

      Intervals are at 95 % or more."
    `);
  });

  test('of few samples are named, and of what was not measured there is none', () => {
    const shown = { suite: 'prefill', lengths: [262_144, 1_048_576], unit: MICROSECONDS };
    const table = timeTable(sweepFixture, shown);
    expect(table).toContain(
      '| attention-prefill | f32 | webgpu | 6,720,000 | – | ± 2 % | arithmetic: 25 % of the matrix product |',
    );
    expect(table.replaceAll('\n', ' ')).toMatch(
      /or more, but for those of attention-prefill f32 at L = 262,144 \(75 %, 3 samples\)\.$/,
    );
  });

  test('follow laws with intervals, or there is the reason why none is told', () => {
    expect(timeLawTable(sweepFixture, 'decode')).toMatchInlineSnapshot(`
      "| operation | precision | backend | a, µs | b, ns | p | its interval at 95 % | lengths | note |
      | --- | --- | --- | ---: | ---: | ---: | --- | --- | --- |
      | attention-decode | f32 | webgpu | 11 | 2.85 | 0.999 | 0.980 … 1.013 | 1,024 … 1,048,576 | without L < 16,384, where the times follow another law |
      | retnet-step | f32 | webgpu | 5.083 | 0 | 0 | 0.000 … 0.001 | 1,024 … 1,048,576 |  |"
    `);
    expect(timeLawTable(sweepFixture, 'prefill')).toContain(
      '| attention-prefill | f32 | webgpu | – | – | – | not told | 1,024 … 1,048,576 | the times are 15.3 % off any law a + b·L^p |',
    );
  });
});

describe('memory', () => {
  test('is what is kept, beside the largest L that it is enough for', () => {
    expect(keptTable(sweepFixture)).toMatchInlineSnapshot(`
      "| what is kept | precision | law, bytes | at L = 1,048,576 | largest L, D = 2 | largest L, D = 26 | largest L, D = 256 |
      | --- | --- | --- | ---: | ---: | ---: | ---: |
      | attention-decode | f32 | 8,192·L | 8 GiB | every L | every L | every L |
      | retnet | f32 | 262,144 | 256 KiB | 2,097,152 | 446,160 | 262,144 |"
    `);
  });

  test('has a row for each law of what is live, with the series that follow it', () => {
    expect(liveTable(sweepFixture, ['decode', 'prefill'])).toMatchInlineSnapshot(`
      "| suite | live bytes | of |
      | --- | --- | --- |
      | decode | 8,192·L + 4,096 | attention-decode f32 |
      | decode | 266,240 | retnet-step f32 |
      | prefill | 64·L² + 16,512·L | attention-prefill f32 |
      | prefill | 16,384·L | window-attention-16 f32, window-attention-32 f32 |
      | prefill | 16,385·L (the bytes are within 0.2 % of this law) | window-attention-256 f32 |
      | prefill | not told: the bytes are on no law | retnet f32 |"
    `);
  });
});

test('crossovers are counted, have intervals or none, and other pairs have a reason', () => {
  expect(crossoverTables(sweepFixture)).toMatchInlineSnapshot(`
    "| what | first | second | the first is above from L | interval | note |
    | --- | --- | --- | ---: | --- | --- |
    | bytes | attention-decode f32 | retnet f32 | 32 | counted |  |
    | time | attention-decode f32 | retnet-step f32 | 625.5 | 540 … 712 |  |
    | time | attention-decode f32 | rnn-step f32 | 360 | not known | near L = 16,384 |

    Pairs that do not cross where they were measured:

    - time, attention-prefill f32: not up to L = 16,384. Against lstm f32, rnn f32."
  `);
  expect(crossoverTables({ ...sweepFixture, crossovers: [] })).toBe('');
});

test('claims that are not as expected are told with all that stands against them', () => {
  expect(scalingClaimTables(sweepFixture)).toMatchInlineSnapshot(`
    "In this run, of 2 scaling claims 1 holds and 1 is refuted.

    | claim | statement | verdict | expected | evidence |
    | --- | --- | --- | --- | --- |
    | \`scaling/kv-cache-bytes\` | The KV cache takes a + b·L bytes. | holds | holds | exhaustion, sampled: 3 holds; 1 of 1 controls caught |
    | \`scaling/window-attention\` | Time is L·m. | **refuted** | holds | sampled: 1 holds, 1 refuted, 1 undecided; 0 of 1 controls caught |

    \`scaling/window-attention\` is refuted:

    - refuted: \`prefill.window-attention-at-8192.f32.webgpu\`: outside at L = 8,192.
    - undecided: \`prefill.window-attention-at-16384.f32.webgpu\`: partly.
    - a control that was not caught: \`broken\`: a window is off by one."
  `);
  const { claims } = sweepFixture;
  expect(scalingClaimTables({ ...sweepFixture, claims: claims.slice(0, 1) })).not.toContain(' is holds:');
});

describe('windows', () => {
  test('have times, what half of them takes, and the exponents of m', () => {
    expect(windowTables(sweepFixture, [1024, 1_048_576])).toMatchInlineSnapshot(`
      "As L^1, it holds of 1 of 1 series. As m^1, it is refuted at L = 8,192 and undecided at L = 16,384.

      | L | m | p of m | its interval at 95 % | m^1 |
      | ---: | --- | ---: | --- | --- |
      | 8,192 | 16, 32, 1,024 | 0.675 | 0.618 … 0.800 | **refuted** |
      | 16,384 | 16, 32 | 0.675 | 0.618 … 0.960 | **undecided** |

      Over all lengths, twice the window takes 1.5 to 1.5 times as long. By window, in ms, beside the time over that of half
      the window and what each further key adds to it:

      | m | L = 1,024, ms | over half of m | µs a further key | L = 1,048,576, ms | over half of m | µs a further key |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | 16 | 0.04 |  |  | 32 |  |  |
      | 32 | 0.06 | 1.5 | 1.25 | 48 | 1.5 | 1,000 |
      | 256 | – |  |  | 197 |  |  |"
    `);
  });

  test('count where eight or more of them are in the input', () => {
    expect(windowGrowth(sweepFixture, 1024)).toEqual([{ window: 32, ratio: 1.5, perKey: 1250 }]);
    expect(windowGrowth(sweepFixture, 128)).toEqual([]);
  });
});

test('what was not measured has one row for reasons that differ in numbers alone', () => {
  const points = sweepFixture.points.map((point) =>
    point.kernel === 'retnet' && point.suite === 'prefill'
      ? { ...point, status: 'skipped' as const, reason: `L = ${point.length}: too long` }
      : point,
  );
  expect(skippedTable({ ...sweepFixture, points })).toMatchInlineSnapshot(`
    "| suite | operation | precision | L | status | reason at the shortest |
    | --- | --- | --- | --- | --- | --- |
    | prefill | attention-prefill | f32 | 1,048,576 | skipped | one run would take 1,048,576 s |
    | prefill | retnet | f32 | 1,024; 262,144; 1,048,576 | skipped | L = 1,024: too long |"
  `);
});

describe('points that a stopped run did not come to', () => {
  const planned = [
    ...sweepFixture.points,
    { id: 'decode/rwkv-step/f32/webgpu/64', length: 64 },
    { id: 'decode/rwkv-step/f32/webgpu/1024', length: 1024 },
    { id: 'cpu/update-prefix/f64/cpu/32768', length: 32_768 },
  ];

  test('are told by series, with how many there were to be', () => {
    const [text, table] = notVisited(sweepFixture, planned);
    expect(text!.replaceAll('\n', ' ')).toContain(`before the last 3 of ${planned.length};`);
    expect(table).toBe(
      [
        '| suite | operation | precision | backend | L |',
        '| --- | --- | --- | --- | --- |',
        '| cpu | update-prefix | f64 | cpu | 32,768 |',
        '| decode | rwkv-step | f32 | webgpu | 64; 1,024 |',
      ].join('\n'),
    );
  });

  test('are not spoken of where there are none', () => {
    expect(notVisited(sweepFixture, sweepFixture.points)).toEqual([]);
  });

  test('are of all suites', () => {
    const suites = new Set(everyPoint().map(({ id }) => id.split('/')[0]));
    expect([...suites].sort()).toEqual(['construction', 'cpu', 'decode', 'gpujs', 'prefill', 'state']);
  });
});

test('a series on CUDA is told from the same on WebGPU, and one that was skipped throughout has no row', () => {
  const decode = sweepFixture.points.filter(({ kernel }) => kernel === 'attention-decode');
  const onCuda = decode.map((point) => ({
    ...point,
    id: point.id.replace('webgpu', 'cuda'),
    backend: 'cuda' as const,
  }));
  const skipped = onCuda.map((point) => ({
    ...point,
    id: point.id.replace('attention-decode', 'retnet'),
    kernel: 'retnet',
    status: 'skipped' as const,
    cold: null,
    hot: null,
  }));
  const table = timeTable(
    { ...sweepFixture, points: [...decode, ...onCuda, ...skipped] },
    { suite: 'decode', lengths: [1024], unit: MICROSECONDS },
  );
  expect(table.match(/^\| attention-decode \| f32 \| (webgpu|cuda) \|/gm)).toHaveLength(2);
  expect(table).not.toContain('retnet');
  expect(shortName('decode/attention-decode/f32/cuda')).toBe('attention-decode f32 (cuda)');
});
