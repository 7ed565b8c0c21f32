import { expect, test } from 'vitest';
import { toBencher } from './bencher.js';
import { toGithubActionBenchmark } from './github-action-benchmark.js';
import { point, runOf, summary } from './noise.testing.js';

const samples = [1000, 1010, 990, 1005, 995, 1001, 999];
const run = runOf([
  { ...point('attention', 256, samples), hot: summary(samples.map((sample) => sample / 2)) },
  { ...point('attention', 512, samples), status: 'wrong', cold: null, reason: 'wrong' },
]);

test('github-action-benchmark reads what it calls customSmallerIsBetter', () => {
  expect(toGithubActionBenchmark(run)).toEqual([
    {
      name: 'decode/attention/f32/webgpu/256 cold',
      unit: 'ns',
      value: 1000,
      range: '± 10',
      extra: 'ACME Card 9\n7 samples, 98.4 % interval 990 to 1010',
    },
    {
      name: 'decode/attention/f32/webgpu/256 hot',
      unit: 'ns',
      value: 500,
      range: '± 5',
      extra: 'ACME Card 9\n7 samples, 98.4 % interval 495 to 505',
    },
    { name: 'decode/attention/f32/webgpu/256 memory', unit: 'bytes', value: 135_168, extra: 'ACME Card 9' },
  ]);
});

test('Bencher reads its metric format, without points that are wrong', () => {
  expect(toBencher(run)).toEqual({
    'decode/attention/f32/webgpu/256': {
      latency: { value: 1000, lower_value: 990, upper_value: 1010 },
      'latency-hot': { value: 500, lower_value: 495, upper_value: 505 },
      memory: { value: 135_168 },
      dispatches: { value: 2 },
    },
  });
});
