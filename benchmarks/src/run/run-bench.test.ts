import { type BenchPoint, type BenchResult, benchResultSchema } from '@verbatim/bench';
import { InterruptedError, type Journal, type JournalUnit, runBlock } from '@verbatim/evidence';
import { type Device, type DeviceInfo, DeviceLostError, NoAdapterError } from '@verbatim/gpu';
import { describe, expect, test, vi } from 'vitest';
import { changedDevice } from '../../../changed-device.shared.ts';
import type { DeclaredSeries, DeclaredSuite } from '../declared-suite.js';
import { prefill } from '../subjects/attention.js';
import { linear } from '../subjects/retentions.js';
import { diagonal, diagonalStep } from '../subjects/scans.js';
import type { KernelSubject } from '../subjects/subject.js';
import { cpu } from '../suites/cpu.js';
import { state } from '../suites/state.js';
import { openBackend } from './device-pool.js';
import { countKernel } from './measure-others.js';
import type { Selection } from './planned-points.js';
import { type BenchOptions, resultSoFar, runBench } from './run-bench.js';

/** As an earlier run left them: measuring them again for each test takes seconds. */
const CEILINGS: JournalUnit[] = [
  { key: 'ceilings', value: { copyGigabytesPerSecond: 2, matrixProductTeraflops: { f32: 0.001, f16: null } } },
];

function journalWith(units: JournalUnit[] = [...CEILINGS]): Journal {
  return {
    path: '',
    units: () => units,
    append: async (unit) => void units.push(unit),
    finish: async () => {},
    close: async () => {},
  };
}

const scan: DeclaredSeries = {
  kernel: 'diagonal-scan',
  subject: diagonal,
  shape: { channels: 4 },
  precisions: ['f32'],
  backends: ['webgpu'],
};

function suite(series: readonly DeclaredSeries[], lengths: readonly number[] = [16]): DeclaredSuite {
  return { name: 'tiny', title: 'for a test', lengths, quickLengths: lengths, series };
}

const ALL_QUICK: Selection = { lengths: null, precisions: null, backends: null, quick: true };

function optionsFor(suites: readonly DeclaredSuite[], own: Partial<BenchOptions> = {}): BenchOptions {
  return {
    suites,
    selection: ALL_QUICK,
    run: runBlock({ command: 'test', seed: 1, versions: {} }),
    journal: journalWith(),
    signal: new AbortController().signal,
    ...own,
  };
}

const bench = (suites: readonly DeclaredSuite[], own: Partial<BenchOptions> = {}) => runBench(optionsFor(suites, own));
const pointOf = ({ points }: BenchResult, part: string): BenchPoint => points.find(({ id }) => id.includes(part))!;

/** A kernel whose plan for CUDA is in WGSL: for {@link posing}. */
function onCuda<S extends object>(subject: KernelSubject<S>): KernelSubject<S> {
  const { definition } = subject;
  return { ...subject, definition: { ...definition, cudaPlan: (...args) => definition.plan(...args) } };
}

/** Opens the machine's WebGPU for CUDA as well. */
async function posing(backend: Parameters<typeof openBackend>[0], own: Partial<DeviceInfo> = {}): Promise<Device> {
  if (backend !== 'cuda') return openBackend(backend);
  const device = await openBackend('webgpu');
  return changedDevice(device, { info: { ...device.info, api: 'cuda', ...own } });
}

/** Kernels with CUDA C++ are planned on CUDA too, which is not everywhere. */
const onWebGpu = ({ backend }: BenchPoint) => backend === 'webgpu';

/** The plan without its last program. */
function broken<S extends object>(subject: KernelSubject<S>): KernelSubject<S> {
  const { definition } = subject;
  return { ...subject, definition: { ...definition, plan: (...args) => definition.plan(...args).slice(0, -1) } };
}

describe('a run', () => {
  test('checks, counts and times, and holds rates against ceilings of the same run', async () => {
    const shape = { heads: 1, headDim: 8 };
    const series = [
      scan,
      { ...scan, kernel: 'linear-attention', subject: linear, shape },
      { ...scan, kernel: 'step', subject: diagonalStep },
    ];
    const units: JournalUnit[] = [];
    const result = await bench([suite(series)], { journal: journalWith(units) });
    expect(units.map(({ key }) => key)).toContain('ceilings');
    expect(benchResultSchema.parse(result)).toEqual(result);
    expect(result.run.device).toBe(result.devices.webgpu!.description);
    expect(result.ceilings.copyGigabytesPerSecond).toBeGreaterThan(0);
    expect(result.ceilings.matrixProductTeraflops.f32).toBeGreaterThan(0);
    for (const point of result.points.filter(onWebGpu)) {
      expect(point).toMatchObject({ status: 'measured', reason: null, clock: 'device', check: { passed: true } });
      expect(point.cold!.samples.length).toBeGreaterThanOrEqual(6);
      expect(point.cold!.low).toBeLessThanOrEqual(point.cold!.median);
      expect(point.achieved!.percentOfCopy).toBeGreaterThan(0);
    }
    expect(pointOf(result, 'diagonal-scan')).toMatchObject({
      id: 'tiny/diagonal-scan/f32/webgpu/16',
      dispatches: 1,
      memory: { ledger: { state: 16, weights: 32, 'kv-cache': 0, staging: 0 } },
    });
  });

  test('gives no time to what is wrong, and goes on', async () => {
    const wrong = { ...scan, kernel: 'wrong', subject: broken(diagonal) };
    const result = await bench([suite([wrong, scan])]);
    expect(pointOf(result, 'wrong')).toMatchObject({
      status: 'wrong',
      check: { passed: false },
      cold: null,
      hot: null,
      achieved: null,
      reason: 'the result is wrong, so nothing is reported of its speed',
    });
    expect(pointOf(result, 'diagonal-scan').status).toBe('measured');
  });

  test('records what cannot run here with its reason, and goes on', async () => {
    const series = [
      { ...scan, precisions: ['f16'] as const, kernel: 'half', subject: linear, shape: { heads: 1, headDim: 8 } },
      { ...scan, kernel: 'ends', longest: { length: 8, reason: 'a test' } },
      { ...scan, kernel: 'huge', shape: { channels: 2 ** 26 } },
      scan,
    ];
    const slow = { ...scan, kernel: 'slow', subject: prefill, shape: { heads: 1, headDim: 8 } };
    const result = await bench([suite(series), { ...suite([slow], [4096]), name: 'long' }]);
    const f16 = result.devices.webgpu!.features.includes('shader-f16');
    expect(pointOf(result, 'half').reason).toBe(
      f16 ? null : 'linear-attention in f16 needs the feature shader-f16, which this device does not have',
    );
    expect(pointOf(result, 'ends').reason).toBe('L = 16: this series ends at 8, for a test');
    expect(pointOf(result, 'huge')).toMatchObject({ status: 'skipped', cold: null, memory: null });
    expect(pointOf(result, 'huge')).not.toHaveProperty('transient');
    // How long it would take is measured: a faster device, or a quieter host, has the time.
    expect(pointOf(result, 'slow')).toMatchObject({ status: 'skipped', transient: true, dispatches: 1 });
    expect(pointOf(result, 'slow').memory!.ledgerBytes).toBe(4 * 4 * 8 * 4096);
    expect(pointOf(result, 'diagonal-scan').status).toBe('measured');
  });

  test('measures on CUDA beside WebGPU where the kernel can, against the same ceilings on the same card', async () => {
    const series = [
      { ...scan, subject: onCuda(diagonal) },
      { ...scan, kernel: 'wgsl alone' },
    ];
    const result = await bench([suite(series)], { open: posing });
    expect(result.points.map(({ id }) => id)).toEqual([
      'tiny/diagonal-scan/f32/webgpu/16',
      'tiny/diagonal-scan/f32/cuda/16',
      'tiny/wgsl alone/f32/webgpu/16',
    ]);
    const [webgpu, cuda] = result.points;
    expect(cuda).toMatchObject({ status: 'measured', clock: 'device', dispatches: 1, memory: webgpu!.memory! });
    expect(cuda!.achieved!.percentOfCopy).toBeCloseTo((100 * cuda!.achieved!.gigabytesPerSecond) / 2, 9);
    expect(result.devices.cuda).toMatchObject({ api: 'cuda' });
    expect(benchResultSchema.parse(result)).toEqual(result);
    // The ceilings that were kept are of another card.
    const other = await bench([suite(series)], { open: (backend) => posing(backend, { kind: 'hardware' }) });
    expect(pointOf(other, '/cuda/')).toMatchObject({ status: 'measured', achieved: null });
    expect(pointOf(other, '/webgpu/').achieved).not.toBeNull();
  });

  test('measures ceilings of what can be opened, and says of the rest why not', async () => {
    const open: BenchOptions['open'] = (backend) =>
      backend === 'cuda' ? Promise.reject(new NoAdapterError(['cuda: it is in use'])) : openBackend(backend);
    const units: JournalUnit[] = [];
    const suites = [suite([{ ...scan, subject: onCuda(diagonal) }])];
    const result = await bench(suites, { open, journal: journalWith(units) });
    expect(pointOf(result, '/cuda/')).toMatchObject({
      status: 'skipped',
      reason: 'no GPU adapter answered: cuda: it is in use',
    });
    expect(pointOf(result, '/webgpu/')).toMatchObject({ status: 'measured' });
    expect(units).toContainEqual({ key: 'ceilings by', value: ['webgpu'] });
    const nothing = { open, journal: journalWith([]), selection: { ...ALL_QUICK, backends: ['cuda' as const] } };
    await expect(bench(suites, nothing)).rejects.toThrow(NoAdapterError);
  });

  test('counts without running what a run would count', async () => {
    const shape = { heads: 2, headDim: 8 };
    const series = [scan, { ...scan, kernel: 'linear-attention', subject: linear, shape }];
    const result = await bench([suite(series, [16, 64])]);
    const device = await openBackend('webgpu');
    for (const point of result.points.filter(onWebGpu)) {
      const { subject, shape: declared } = series.find(({ kernel }) => kernel === point.kernel)!;
      const { definition, shapeAt } = subject as KernelSubject<never>;
      const counted = countKernel(device, definition, shapeAt(declared, point.length), 'f32')!;
      expect(counted.dispatches).toBe(point.dispatches);
      expect({ ...counted.memory, driverBytes: null }).toEqual({ ...point.memory, driverBytes: null });
    }
    await device.destroy();
  });

  test('opens a lost device again', async () => {
    const lost: KernelSubject<never> = {
      ...(diagonal as KernelSubject<never>),
      inputs: () => {
        throw new DeviceLostError('pulled out');
      },
    };
    const open = vi.fn(openBackend);
    const result = await bench([suite([scan, { ...scan, kernel: 'lost', subject: lost }], [16, 17, 18])], { open });
    for (const { kernel, status, reason } of result.points) {
      expect(status).toBe(kernel === 'lost' ? 'failed' : 'measured');
      if (kernel === 'lost') expect(reason).toMatch(/^the device was lost \(pulled out\)/);
    }
    // The last loss need not be followed by a point.
    expect(open.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  test('keeps what was measured when it is interrupted, and goes on where it stopped', async () => {
    const units = [...CEILINGS];
    const controller = new AbortController();
    const suites = [suite([scan], [16, 17, 18, 19])];
    const onPoint = vi.fn(() => {
      if (onPoint.mock.calls.length === 2) controller.abort();
    });
    const options = optionsFor(suites, { journal: journalWith(units), signal: controller.signal, onPoint });
    await expect(runBench(options)).rejects.toThrow(InterruptedError);
    const points = () => units.filter(({ key }) => key.startsWith('tiny/'));
    expect(points().length).toBe(2);
    expect((await resultSoFar(options)).points.length).toBe(2);

    const measured = points().map(({ value }) => value);
    const again = vi.fn();
    const result = await bench(suites, { journal: journalWith(units), onPoint: again });
    expect(again).toHaveBeenCalledTimes(2);
    expect(result.points.map(({ length }) => length)).toEqual([16, 17, 18, 19]);
    for (const value of measured) expect(result.points).toContainEqual(value);
  });

  test('is not resumed on another device', async () => {
    const before = { key: 'devices', value: { webgpu: { description: 'another card' } } };
    await expect(bench([suite([scan])], { journal: journalWith([...CEILINGS, before]) })).rejects.toThrow(
      /^this run was begun on another card, and here is ./,
    );
  });

  test('says how much is done, and how long the rest takes once it has a pace', async () => {
    const onProgress = vi.fn();
    await bench([suite([scan], [16, 17])], { onProgress });
    const seen = onProgress.mock.calls.map(([progress]) => progress);
    expect(seen.map(({ done }) => done)).toEqual([0, 1]);
    expect(seen[0]).toMatchObject({ points: 2, secondsLeft: null });
    expect(seen[1].secondsLeft).toBeGreaterThan(0);
  });

  test('counts state without a device, and finds laws, crossovers and claims', async () => {
    const open = vi.fn(openBackend);
    const result = await bench([state], { open });
    expect(open).not.toHaveBeenCalled();
    const law = (series: string) => result.laws.find((each) => each.series === `state/${series}/f32/webgpu`);
    expect(law('attention-decode')).toMatchObject({ quantity: 'bytes', constant: 4, coefficient: 8192, exponent: 1 });
    expect(law('retnet')).toMatchObject({ exponent: 0, constant: 262_144 });
    const crossing = result.crossovers.find(({ second }) => second === 'state/retnet/f32/webgpu');
    expect(crossing).toMatchObject({ first: 'state/attention-decode/f32/webgpu', length: 32 });
    const verdicts = Object.fromEntries(result.claims.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toMatchObject({ 'scaling/kv-cache-bytes': 'holds', 'scaling/gssm-state-bytes': 'holds' });
  });

  test('times work on the CPU letter by letter, after it has checked it', async () => {
    const series = cpu.series.map((each) => ({ ...each }));
    const result = await bench([{ ...cpu, series, quickLengths: [256] }]);
    expect(result.points.length).toBe(4);
    for (const point of result.points) {
      expect(point).toMatchObject({ status: 'measured', clock: 'host', check: { passed: true }, cold: null });
      expect(point.hot!.median).toBeGreaterThan(0);
    }
    expect(pointOf(result, 'update-register').memory!.ledger.state).toBe(32);
  });
});
