import { describe, expect, it } from 'vitest';
import type { DeviceInfo } from './device.js';
import { choice, ROUTES, type Route, type RouteName, takeInventory } from './inventory.js';

const there = (name: RouteName): Route => ({ name, info: {} as DeviceInfo, missing: null });
const missing = (name: RouteName): Route => ({ name, info: null, missing: 'no' });

describe('the inventory', () => {
  it('has every route, each there or missing for a reason of one line', async () => {
    const { routes, used, why, nvidia } = await takeInventory();
    expect(routes.map(({ name }) => name)).toEqual(ROUTES);
    for (const route of routes) {
      expect(route.info === null).toBe(route.missing !== null);
      expect(route.missing ?? '').not.toContain('\n');
    }
    const kinds = Object.fromEntries(routes.map(({ name, info }) => [name, info?.kind ?? null]));
    expect(kinds).toMatchObject({ 'webgpu-software': 'software', 'gpujs-webasm': 'software', 'gpujs-cpu': 'software' });
    expect(kinds['gpujs-webgpu']).toBe(kinds['webgpu-hardware'] ?? 'software');
    expect(used).toBe(kinds['webgpu-hardware'] === null ? 'webgpu-software' : 'webgpu-hardware');
    expect(why).not.toBe('');
    expect(typeof nvidia === 'string' ? nvidia : nvidia.name).toMatch(/^[^\n]+$/);
  });

  it('prefers hardware, takes software else, and says so', () => {
    const both = [there('webgpu-hardware'), there('webgpu-software')];
    expect(choice(both)).toEqual({ used: 'webgpu-hardware', why: 'a hardware adapter answered' });
    const software = [missing('webgpu-hardware'), there('webgpu-software')];
    expect(choice(software).used).toBe('webgpu-software');
    expect(choice(software).why).toMatch(/^no hardware adapter answered; .* times say nothing of hardware$/);
    expect(choice([missing('webgpu-hardware'), missing('webgpu-software'), there('gpujs-cpu')]).used).toBe(null);
  });
});
