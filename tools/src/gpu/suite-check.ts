/** Checks suites of kernels on a device, case by case, in every precision that its features allow. */
import { type Device, DeviceLostError, FeatureMissingError, GpuError } from '@verbatim/gpu';
import { checkKernel, type KernelCase, type KernelSuite, type Precision } from '@verbatim/kernels';

/** How a kernel reaches the card: as WGSL, or as CUDA C++. */
export type CheckBackend = 'webgpu' | 'cuda';

/** What became of one case. */
export interface CheckedCase {
  readonly kernel: string;
  readonly case: string;
  readonly precision: Precision;
  /** WebGPU where it is not told, as in results of before there was CUDA. */
  readonly backend?: CheckBackend;
  readonly passed: boolean;
  readonly relativeNorm: number | null;
  readonly worst: number | null;
  readonly notFinite: number | null;
  /** What the device said where the case did not run to its end; null where it did. */
  readonly fault: string | null;
}

/** What was left out because the device lacks a feature. */
export interface SkippedSuite {
  readonly kernel: string;
  readonly precision: Precision;
  /** WebGPU where it is not told. */
  readonly backend?: CheckBackend;
  readonly missingFeature: string;
}

/** What a suite is checked on, with what is too long for gpu.js. */
export function allCases({ cases, longCases }: KernelSuite<object>): readonly KernelCase<object>[] {
  return [...cases(), ...(longCases?.() ?? [])];
}

/** The feature that a precision needs and a device lacks, or null. */
export function missingFor(precision: Precision, device: Device): string | null {
  return precision === 'f16' && !device.info.features.includes('shader-f16') ? 'shader-f16' : null;
}

/** The feature that a plan in CUDA C++ names for shapes that are left to WGSL. */
const LEFT_TO = 'WGSL';

/** A kernel in CUDA C++ serves some shapes, and says so of the others. */
export type NotCovered = 'not covered';

/**
 * Runs one case. A fault of the device fails the case and nothing else.
 *
 * @returns `not covered` for a shape that the kernel's CUDA C++ is not for.
 * @throws DeviceLostError, after which the device has to be opened again; FeatureMissingError where a card lacks what CUDA C++ needs.
 */
export async function checkCase(
  device: Device,
  { definition }: KernelSuite<object>,
  kernelCase: KernelCase<object>,
  precision: Precision,
  backend: CheckBackend = 'webgpu',
): Promise<CheckedCase | NotCovered> {
  const named = { kernel: definition.name, case: kernelCase.name, precision, backend };
  try {
    const { passed, relativeNorm, worst, notFinite } = await checkKernel(device, definition, kernelCase, precision);
    return { ...named, passed, relativeNorm, worst, notFinite, fault: null };
  } catch (error) {
    if (backend === 'cuda' && error instanceof FeatureMissingError) {
      // What a plan in CUDA C++ leaves to WGSL is one thing; that the card lacks something is another, and is to be told.
      if (error.feature !== LEFT_TO) throw error;
      return 'not covered';
    }
    if (!(error instanceof GpuError) || error instanceof DeviceLostError) {
      throw error;
    }
    return { ...named, passed: false, relativeNorm: null, worst: null, notFinite: null, fault: error.message };
  }
}

/** What a loss of the device makes of the case that it came in. */
export function lostCase(
  { definition }: KernelSuite<object>,
  name: string,
  precision: Precision,
  { message }: DeviceLostError,
  backend: CheckBackend = 'webgpu',
): CheckedCase {
  const unknown = { relativeNorm: null, worst: null, notFinite: null };
  return { kernel: definition.name, case: name, precision, backend, passed: false, ...unknown, fault: message };
}

/** How a reader knows a backend. */
const BACKEND_TITLES: Readonly<Record<CheckBackend, string>> = { webgpu: 'WebGPU', cuda: 'CUDA' };

/** A row for each kernel, precision and backend: how many cases passed, and the largest errors. */
export function checkRows(checked: readonly CheckedCase[]): string[][] {
  return [...byKernel(checked).values()].map((cases) => {
    const largest = (of: 'relativeNorm' | 'worst') => Math.max(...cases.map((each) => each[of] ?? 0)).toExponential(1);
    const passed = cases.filter((each) => each.passed).length;
    const [{ kernel, precision, backend = 'webgpu' }] = cases as [CheckedCase];
    return [
      kernel,
      precision,
      BACKEND_TITLES[backend],
      `${passed} of ${cases.length}`,
      largest('relativeNorm'),
      largest('worst'),
    ];
  });
}

function byKernel(checked: readonly CheckedCase[]): Map<string, CheckedCase[]> {
  const groups = new Map<string, CheckedCase[]>();
  for (const each of checked) {
    const key = `${each.kernel} ${each.precision} ${each.backend ?? 'webgpu'}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}
