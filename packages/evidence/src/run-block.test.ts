import { describe, expect, it } from 'vitest';
import { runBlock } from './run-block.js';
import { runBlockSchema } from './schemas.js';

describe('runBlock', () => {
  it('describes this machine and this Node', () => {
    const run = runBlock({ command: 'check', seed: 9, versions: { mine: '1.2.3' } });
    expect(run).toMatchObject({
      command: 'check',
      seed: 9,
      versions: { node: process.versions.node, mine: '1.2.3' },
      host: { platform: process.platform, arch: process.arch },
      device: null,
    });
    expect(runBlockSchema.parse(run)).toEqual(run);
    expect(runBlockSchema.parse({ ...run, shards: [run] })).toEqual({ ...run, shards: [run] });
    expect(runBlockSchema.safeParse({ ...run, shards: [{ ...run, seed: 0.5 }] }).success).toBe(false);
  });
});
