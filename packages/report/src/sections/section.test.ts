import type { RunBlock } from '@verbatim/evidence';
import { expect, test } from 'vitest';
import { runMarkup } from './section.js';

const run: RunBlock = {
  command: 'npx verbatim verify --merge a.json b.json',
  seed: 1,
  versions: { node: '20.20.2' },
  host: { platform: 'linux', arch: 'x64', cpus: 2, cpu: 'A processor', memory: 2 ** 33 },
  device: null,
  started: '2026-01-02T03:04:05.678Z',
};

test('a merged run names its shards, with where and when each was run', () => {
  const shard = { ...run, command: 'npx verbatim verify --shard 1/1', host: { ...run.host, cpu: 'Another', cpus: 16 } };
  const text = runMarkup({ ...run, shards: [{ ...shard, started: '2026-01-01T03:04:05.678Z' }] }).text;
  expect(text).toContain('A processor, 2 logical processors');
  expect(text).toMatch(
    /<dt>merged from<\/dt><dd><code>npx verbatim verify --shard 1\/1<\/code>, <time datetime="2026-01-01T.*>2026-01-01T.*<\/time>, Another, 16 logical processors/,
  );
  expect(runMarkup(run).text).not.toContain('merged from');
});
