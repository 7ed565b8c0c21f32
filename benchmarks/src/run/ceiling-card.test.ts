import type { DeviceInfo } from '@verbatim/gpu';
import { describe, expect, test } from 'vitest';
import { highest, isHeldAgainst, waysToMeasure } from './ceiling-card.js';

const info = (own: Partial<DeviceInfo>): DeviceInfo => ({ kind: 'hardware', vendor: 'acme', ...own }) as DeviceInfo;
const webgpu = info({ card: 'acme-card-9' });
const cuda = info({ card: 'ACME Card 9' });
const software = info({ kind: 'software', vendor: 'google', card: null });

describe('the card that ceilings are of', () => {
  test('is one where WebGPU and CUDA lead to the same', () => {
    expect(waysToMeasure({ webgpu, cuda })).toEqual(['webgpu', 'cuda']);
    expect(waysToMeasure({ webgpu: info({ card: null }), cuda })).toEqual(['webgpu', 'cuda']);
    expect(waysToMeasure({ cuda })).toEqual(['cuda']);
    expect(waysToMeasure({ webgpu: software })).toEqual(['webgpu']);
  });

  test('is the hardware, and the first of two cards', () => {
    expect(waysToMeasure({ webgpu: software, cuda })).toEqual(['cuda']);
    expect(waysToMeasure({ webgpu: info({ card: 'other-card' }), cuda })).toEqual(['webgpu']);
    expect(waysToMeasure({ webgpu: info({ card: null, vendor: 'other' }), cuda })).toEqual(['webgpu']);
  });

  test('is what points are held against that ran on it, and no others', () => {
    expect(isHeldAgainst('webgpu', ['webgpu'], {})).toBe(true);
    expect(isHeldAgainst('cuda', ['webgpu'], { webgpu, cuda })).toBe(true);
    expect(isHeldAgainst('cuda', ['webgpu'], { webgpu: software, cuda })).toBe(false);
    expect(isHeldAgainst('webgpu', ['cuda'], { webgpu: software, cuda })).toBe(false);
    expect(isHeldAgainst('cuda', ['webgpu'], { webgpu })).toBe(false);
    expect(isHeldAgainst('gpujs-webgpu', ['webgpu', 'cuda'], { 'gpujs-webgpu': webgpu, webgpu, cuda })).toBe(false);
    expect(isHeldAgainst('cpu', ['webgpu'], { webgpu })).toBe(false);
  });

  test('has the higher of what both ways reached', () => {
    const some = { copyGigabytesPerSecond: 2, matrixProductTeraflops: { f32: 50, f16: null } };
    const others = { copyGigabytesPerSecond: 3, matrixProductTeraflops: { f32: null, f16: 400 } };
    const both = { copyGigabytesPerSecond: 3, matrixProductTeraflops: { f32: 50, f16: 400 } };
    expect(highest(some, others)).toEqual(both);
    expect(highest(others, some)).toEqual(both);
  });
});
