import { describe, expect, test } from 'vitest';
import { benchFixture } from '../pytorch/results.testing.js';
import { sweepFixture } from './results.testing.js';
import { chartImages, SHOWN_CHARTS, sweepCharts } from './sweep-charts.js';
import { sweepInShort } from './sweep-in-short.js';
import { sweepRegions } from './sweep-regions.js';

/** Charts of every name, of which none was drawn. */
const charts = new Map(
  Object.values(SHOWN_CHARTS)
    .flat()
    .map((name) => [name, { name: `h100-${name}`, title: 'Time', seen: '"a" > b & c < d.', svg: '<svg/>' }]),
);

describe('charts', () => {
  test('are images with a width, and what is seen in them as text', () => {
    expect(chartImages(charts, ['time-decode-f32-cuda', 'carried-state-f32-1'], 'here/')).toBe(
      [
        '<img src="here/h100-time-decode-f32-cuda.svg" width="400" alt="Time. &quot;a&quot; &gt; b &amp; c &lt; d.">',
        '<img src="here/h100-carried-state-f32-1.svg" width="400" alt="Time. &quot;a&quot; &gt; b &amp; c &lt; d.">',
      ].join('\n'),
    );
  });

  test('that are shown and not made are an error that names those that are', () => {
    expect(() => sweepCharts(sweepFixture)).toThrow(
      /^the sweep has no chart time-decode-f32-cuda; it has h100-time-decode-f32, h100-time-prefill-f32, /,
    );
  });
});

describe('the README', () => {
  test('has memory, time for one more token and for a whole input, and how the claims came out', () => {
    expect(sweepInShort(sweepFixture, charts)).toMatchInlineSnapshot(`
      "On one Card X, driver 1, in f32, attention with 16 heads of 64 and RetNet in the same shape; medians with intervals at
      95 % where nothing else is said:

      - after 1,048,576 tokens the KV cache takes 8 GiB and the state of RetNet 256 KiB, which is not enough to copy every
        string of more than 262,144 bytes;
      - one more token takes 14 µs (13.86 … 14.28) with attention to 1,024 tokens and 3 ms (2.97 … 3.06) to 1,048,576; with
        RetNet 5 µs (4.95 … 5.1) and 5 µs (4.95 … 5.1);
      - an input of 262,144 tokens takes 6.72 s (6.653 … 6.854) at 75 % with attention and 13 ms (12.87 … 13.26) with RetNet;
      - of 2 scaling claims 1 holds and 1 is refuted, with the reasons in the results.

      <img src="docs/results/h100-carried-state-f32-1.svg" width="400" alt="Time. &quot;a&quot; &gt; b &amp; c &lt; d.">
      <img src="docs/results/h100-carried-state-f32-2.svg" width="400" alt="Time. &quot;a&quot; &gt; b &amp; c &lt; d.">"
    `);
  });

  test('is not made of a sweep that lacks what is told', () => {
    expect(() => sweepInShort(benchFixture, charts)).toThrow(
      'the sweep has not measured state/attention-decode/f32/webgpu/1048576, which the README tells',
    );
  });
});

test('the results say how much was measured, and under which ceilings', () => {
  const regions = sweepRegions(sweepFixture, charts, sweepFixture.points);
  expect(regions['sweep-run']).toMatchInlineSnapshot(`
    "Made by \`npx verbatim bench --json sweep.json\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node
    20.20.2, @verbatim/cli 0.1.0.

    On Card X, driver 1. Of 27 points 26 were measured: 0 wrong, 0 failed, 1 skipped.

    Of 20 times with a cold cache by the device's clock 20 are medians of fewer than 20 samples: sampling ends when the
    interval is within 1 % or the time for a point is over.

    | ceiling | measured in the same run |
    | --- | ---: |
    | copy, GB/s | 3,001 |
    | matrix product in f32, TFLOP/s | 36.26 |
    | matrix product in f16, TFLOP/s | not measured |"
  `);
  for (const name of charts.keys()) expect(Object.values(regions).join()).toContain(`src="results/h100-${name}.svg"`);
});
