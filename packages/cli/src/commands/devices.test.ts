import { existsSync, readFileSync } from 'node:fs';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type DevicesResult, devicesResultSchema } from '../devices/schema.js';
import { devicesSummary } from '../devices/summary.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { path } = temporaryFolder();
const plain = pc.createColors(false);

async function devices(): Promise<DevicesResult> {
  const { code, stdout, stderr } = await run(['devices', '--json', '-']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return devicesResultSchema.parse(JSON.parse(stdout));
}

describe('devices', () => {
  test('prints JSON and nothing else', async () => {
    const result = await devices();
    expect(result.used).toMatch(/^webgpu-(hardware|software)$/);
    expect(result.run).toMatchObject({ command: 'npx verbatim devices --json -', seed: 0 });
    expect(result.run.device).toBe(result.routes.find(({ name }) => name === result.used)!.info!.description);
  });

  test('says of each device what it is or, in one line, why it is missing', async () => {
    const { stdout } = await run(['devices']);
    const { routes, nvidia } = await devices();
    for (const { info, missing } of routes) expect(stdout).toContain(info?.description ?? `missing: ${missing}`);
    expect(stdout).toContain(nvidia.reading?.name ?? `missing: ${nvidia.missing}`);
    expect(stdout).toMatch(/^CUDA +(missing: \S.*NVIDIA driver.*|.+, driver CUDA .+)$/m);
    expect(stdout).toMatch(/^used: .+, by webgpu \(Dawn\); .+$/m);
    expect(stdout).toMatch(/^features: .*timestamp-query/m);
  });

  test('writes a file', async () => {
    const file = path('devices.json');
    const { code, stdout } = await run(['devices', '--json', file]);
    expect(code).toBe(0);
    expect(stdout).toContain('used: ');
    devicesResultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  });

  test('refuses what it cannot write before it looks', async () => {
    const file = path('nowhere/devices.json');
    expect(await run(['devices', '--json', file])).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('the summary', () => {
  test('shows a card, its driver and its limits', async () => {
    const found = await devices();
    const info = {
      ...found.routes.find(({ name }) => name === 'webgpu-software')!.info!,
      kind: 'hardware' as const,
      card: 'ACME Card 9',
      driver: null,
      description: 'ACME Card 9',
      features: ['timestamp-query', 'shader-f16'],
      subgroupSizes: [16, 32] as [number, number],
    };
    const text = devicesSummary(
      {
        ...found,
        used: 'webgpu-hardware',
        why: 'a hardware adapter answered',
        routes: [{ name: 'webgpu-hardware', info, missing: null }],
        nvidia: {
          reading: { name: 'ACME Card 9', usedBytes: 1e9, totalBytes: 8e10, smClockMhz: 1980, throttleReasons: 0 },
          missing: null,
        },
      },
      plain,
    );
    expect(text).toMatchInlineSnapshot(`
      "WebGPU, hardware  ACME Card 9
      NVIDIA driver     ACME Card 9, 1,000,000,000 of 80,000,000,000 bytes in use, 1980 MHz

      used: ACME Card 9, by webgpu (Dawn); a hardware adapter answered
      features: timestamp-query, shader-f16
      buffers of up to 1,073,741,824 bytes, 12 bindings of up to 1,073,741,824
      workgroups of up to 256 with 32,768 bytes, 65,535 a dimension; subgroups: 16 to 32"
    `);
  });

  test('shows that nothing can be used', async () => {
    const found = await devices();
    const text = devicesSummary({ ...found, used: null, why: 'no WebGPU adapter answered', routes: [] }, plain);
    expect(text).toMatch(/\nused: none; no WebGPU adapter answered$/);
  });
});
