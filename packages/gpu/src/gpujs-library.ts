/** What is used of gpu.js, a CommonJS package whose own types do not fit this module system. */
import { createRequire } from 'node:module';

/** The modes of gpu.js that run in Node. */
export const GPUJS_MODES = ['webgpu', 'webasm', 'cpu'] as const;

/** One of `GPUJS_MODES`. */
export type GpuJsMode = (typeof GPUJS_MODES)[number];

/** A function that gpu.js translated; async in mode `webgpu`. */
export interface GpuJsKernel {
  (...inputs: Float32Array[]): Float32Array | Promise<Float32Array>;
  setOutput(output: readonly number[]): GpuJsKernel;
  setConstants(constants: Readonly<Record<string, number>>): GpuJsKernel;
  setLoopMaxIterations(most: number): GpuJsKernel;
  setPrecision(precision: 'single'): GpuJsKernel;
  /** Translates for these inputs, without running. */
  build(...inputs: Float32Array[]): void | Promise<void>;
  destroy(): void;
  /** What ran last: gpu.js replaces it when it falls back. */
  readonly kernel: { readonly constructor: { readonly mode: string } };
}

/** An instance of gpu.js. */
export interface GpuJs {
  createKernel(source: unknown): GpuJsKernel;
  destroy(): Promise<void>;
}

interface Library {
  readonly GPU: new (settings: { readonly mode: string }) => GpuJs;
  /** The one WebGPU device of all instances. */
  readonly WebGPUContext: { acquire(): Promise<{ readonly device: GPUDevice }>; destroy(): Promise<void> };
}

/** Loads gpu.js. */
export function gpuJsLibrary(): Library {
  return createRequire(import.meta.url)('gpu.js') as Library;
}

/** Puts an object where gpu.js looks for WebGPU. */
export function setNavigatorGpu(gpu: object): void {
  const scope = globalThis as { navigator?: object };
  if (scope.navigator === undefined) {
    Object.defineProperty(scope, 'navigator', { value: {}, configurable: true, writable: true });
  }
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true, writable: true });
}
