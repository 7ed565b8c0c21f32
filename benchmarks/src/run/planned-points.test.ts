import { describe, expect, test } from 'vitest';
import { declaredSuites } from '../declared-suites.js';
import { plannedPoints, type Selection, shuffled } from './planned-points.js';

const ALL: Selection = { lengths: null, precisions: null, backends: null, quick: false };

describe('the points of a run', () => {
  test('have ids of their own, made of what names them', () => {
    const points = plannedPoints(declaredSuites, ALL);
    expect(new Set(points.map(({ id }) => id)).size).toBe(points.length);
    expect(points.map(({ id }) => id)).toContain('decode/attention-decode/f16/webgpu/1048576');
  });

  test('are those that are asked for', () => {
    const points = plannedPoints(declaredSuites, {
      ...ALL,
      lengths: [64],
      precisions: ['f32'],
      backends: ['gpujs-cpu'],
    });
    expect(points.length).toBeGreaterThan(5);
    for (const { suite, precision, backend, length } of points) {
      expect([suite, precision, backend, length]).toEqual(['gpujs', 'f32', 'gpujs-cpu', 64]);
    }
    expect(plannedPoints(declaredSuites, { ...ALL, precisions: ['f64'], backends: ['webgpu'] })).toEqual([]);
  });

  test('are those of the kernels that are named', () => {
    const kernels = ['retnet-step', 'lstm'];
    const points = plannedPoints(declaredSuites, { ...ALL, kernels });
    expect([...new Set(points.map(({ series }) => series.kernel))]).toEqual(kernels);
    expect(plannedPoints(declaredSuites, { ...ALL, kernels: null })).toEqual(plannedPoints(declaredSuites, ALL));
  });

  test('are on CUDA beside WebGPU where there is a plan for it, and not where CUDA is known to be absent', () => {
    const cuda = plannedPoints(declaredSuites, { ...ALL, backends: ['cuda'] });
    const planned = declaredSuites.flatMap(({ series }) => series).map(({ subject }) => subject);
    const able = planned.filter((subject) => subject.kind === 'kernel' && subject.definition.cudaPlan !== undefined);
    expect(able.length).toBeGreaterThan(0);
    expect(able.length).toBeLessThan(planned.length);
    expect(cuda.map(({ id }) => id)).toContain('decode/attention-decode/f16/cuda/1048576');
    for (const { suite, series } of cuda) {
      expect(suite).not.toBe('state');
      expect(series.subject.kind === 'kernel' && series.subject.definition.cudaPlan).toBeTruthy();
      expect(series.backends).toContain('webgpu');
    }
    const ids = (selection: Selection) => plannedPoints(declaredSuites, selection).map(({ id }) => id);
    const without = ids({ ...ALL, absent: ['cuda'] });
    expect(without).toEqual(ids(ALL).filter((id) => !id.includes('/cuda/')));
    expect(without.length).toBe(ids(ALL).length - cuda.length);
  });

  test('are fewer and shorter in a quick run', () => {
    const longest = (quick: boolean) =>
      Math.max(
        ...plannedPoints(declaredSuites, { ...ALL, quick }).flatMap(({ suite, length }) =>
          suite === 'prefill' ? [length] : [],
        ),
      );
    expect(longest(true)).toBeLessThan(longest(false) / 1000);
  });

  test('come in an order that the seed decides', () => {
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    expect(shuffled(numbers, 1)).toEqual(shuffled(numbers, 1));
    expect(shuffled(numbers, 1)).not.toEqual(shuffled(numbers, 2));
    expect(shuffled(numbers, 1)).not.toEqual(numbers);
    expect(shuffled(numbers, 1).sort((a, b) => a - b)).toEqual(numbers);
  });
});
