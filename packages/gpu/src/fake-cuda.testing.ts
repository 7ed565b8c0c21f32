/**
 * A card that is not there: as much of CUDA's driver as the adapter calls, in TypeScript. Memory is real, kernels are recorded and
 * not run, and time is counted.
 */
import type { CudaHost } from './cuda.js';
import { FakeMemory } from './fake-memory.testing.js';
import { FAKE_CODE, type FakeNvrtcOptions, fakeNvrtc } from './fake-nvrtc.testing.js';
import { FakeTime } from './fake-time.testing.js';
import type { NativeLibrary } from './native-library.js';

const NOT_READY = 600;
const OUT_OF_MEMORY = 2;
/** Attributes of the card by their numbers: threads, grid, compute capability, shared memory. */
const ATTRIBUTES: Readonly<Record<number, number>> = { 1: 1024, 6: 65_535, 75: 9, 76: 0, 97: 232_448 };
const ROOM = 2 ** 26;
const MAP_BYTES = 128;
/** What recording an event takes the card. */
const EVENT_NANOSECONDS = 256;

/** What can be told of a fake card. */
export interface FakeOptions extends FakeNvrtcOptions {
  /** Functions that the libraries lack. */
  readonly lacking?: readonly string[];
  /** Which libraries cannot be loaded. */
  readonly absent?: readonly ('cuda' | 'nvrtc')[];
  readonly cards?: number;
  /** Nanoseconds of a kernel, by name; 1,000 where nothing is said. */
  readonly durations?: Readonly<Record<string, number>>;
  /** Nanoseconds that a call takes the host, by its turn; 1,000 by default. */
  readonly callNanoseconds?: (turn: number) => number;
}

/** A launch as the driver was given it. */
export interface FakeLaunch {
  readonly kernel: string;
  readonly grid: readonly number[];
  readonly threads: readonly number[];
  readonly sharedBytes: number;
  /** Null where none was asked for. */
  readonly cluster: readonly number[] | null;
  /** Where each parameter lies, and its first eight bytes. */
  readonly addresses: readonly bigint[];
  readonly parameters: readonly bigint[];
}

/** A tensor map as it was asked for. */
export interface FakeMap {
  readonly at: bigint;
  readonly dtype: number;
  readonly address: bigint;
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly box: readonly number[];
  readonly swizzle: number;
}

// biome-ignore lint/suspicious/noExplicitAny: each takes what C declares.
type Functions = Readonly<Record<string, (...args: any[]) => number>>;

/** A fake card, and what it was told to do. */
export class FakeCuda {
  readonly memory = new FakeMemory();
  readonly time = new FakeTime();
  readonly launches: FakeLaunch[] = [];
  readonly maps: FakeMap[] = [];
  /** Calls by name, in order. */
  readonly calls: string[] = [];
  readonly functionAttributes: (readonly [attribute: number, value: number])[] = [];
  readonly #next = new Map<string, number[]>();
  #broken = 0;
  #handle = 0x100n;
  /** What was made and not given back. */
  readonly #live = new Map<bigint, unknown>();
  readonly #kernels = new Map<bigint, { readonly name: string; readonly parameters: number }>();
  readonly #events = new Map<bigint, number>();
  #capturing: FakeLaunch[] | null = null;
  #allocated = 0;

  constructor(private readonly options: FakeOptions = {}) {}

  /** What `openCuda` looks at. */
  get host(): CudaHost {
    const nvrtc: Functions = fakeNvrtc(this.options);
    return {
      folders: [],
      memory: async () => this.memory,
      load: async (path) => {
        const name = path.includes('nvrtc') ? 'nvrtc' : path.includes('cuda') ? 'cuda' : null;
        return name === null || this.options.absent?.includes(name)
          ? `${path}: no such file`
          : this.#library(name === 'nvrtc' ? nvrtc : this.#driver);
      },
    };
  }

  /** What was made and not given back, by what it is. */
  get live(): readonly unknown[] {
    return [...this.#live.values()];
  }

  /** Gives the next calls of a name these statuses. */
  failNext(name: string, ...statuses: readonly number[]): void {
    this.#next.set(name, [...statuses]);
  }

  /** Breaks the context: from now on every call has this status. */
  break(status: number): void {
    this.#broken = status;
  }

  countOf(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }

  #library(functions: Functions): NativeLibrary {
    const func = (declaration: string) => {
      const name = /^int (\w+)\(/.exec(declaration)![1]!;
      const called = functions[name];
      if (called === undefined || this.options.lacking?.includes(name)) {
        throw new Error(`Cannot find function '${name}' in shared library`);
      }
      return (...args: unknown[]) => {
        this.time.call(this.options.callNanoseconds?.(this.calls.length) ?? 1000);
        this.calls.push(name);
        const status = this.#next.get(name)?.shift() ?? (name.startsWith('cuGetError') ? 0 : this.#broken);
        return status === 0 ? called(...args) : status;
      };
    };
    return { func } as unknown as NativeLibrary;
  }

  #make(what: unknown, out: BigUint64Array): number {
    const handle = this.#handle++;
    this.#live.set(handle, what);
    return set(out, handle);
  }

  #release(handle: bigint): number {
    return this.#live.delete(handle) ? 0 : 400;
  }

  #run(launch: FakeLaunch): void {
    const { kernel, parameters } = launch;
    this.launches.push(launch);
    this.time.enqueue(kernel === 'hold' ? Number(parameters[0]) : (this.options.durations?.[kernel] ?? 1000));
  }

  #launch(
    entry: bigint,
    packed: BigUint64Array,
    shape: Pick<FakeLaunch, 'grid' | 'threads' | 'sharedBytes' | 'cluster'>,
  ) {
    const { name: kernel, parameters: count } = this.#kernels.get(entry)!;
    const addresses = [...packed.subarray(0, count)];
    if (!addresses.every((address) => this.#within(packed, address))) {
      return 1;
    }
    const parameters = addresses.map((address) => this.memory.wordAt(address));
    const launch = { kernel, addresses, parameters, ...shape };
    if (this.#capturing === null) {
      this.#run(launch);
    } else {
      this.#capturing.push(launch);
    }
    return 0;
  }

  /** Whether an address is in memory that a call was given: other memory may have been collected. */
  #within(given: ArrayBufferView, address: bigint): boolean {
    const offset = Number(address - this.memory.addressOf(given));
    return offset >= 0 && offset + 8 <= given.byteLength;
  }

  readonly #driver: Functions = {
    cuInit: () => 0,
    cuDriverGetVersion: (out) => set(out, 13_000),
    cuGetErrorName: (status, out) => set(out, `CUDA_ERROR_${status}`),
    cuGetErrorString: (_, out) => set(out, 'in words'),
    cuDeviceGetCount: (out) => set(out, this.options.cards ?? 1),
    cuDeviceGet: (out) => set(out, 0),
    cuDeviceGetName: (out: Uint8Array) => {
      out.set(new TextEncoder().encode('ACME Card 9\0'));
      return 0;
    },
    cuDeviceGetAttribute: (out, which: number) => set(out, ATTRIBUTES[which]),
    cuDeviceTotalMem_v2: (out) => set(out, 2n ** 30n),
    cuDevicePrimaryCtxRetain: (out) => this.#make('context', out),
    cuDevicePrimaryCtxRelease_v2: () => {
      const [context] = [...this.#live].find(([, what]) => what === 'context')!;
      return this.#release(context);
    },
    cuCtxSetCurrent: (context) => (this.#live.get(context) === 'context' ? 0 : 201),
    cuStreamCreate: (out) => this.#make('stream', out),
    cuStreamQuery: () => (this.time.idle ? 0 : NOT_READY),
    cuStreamDestroy_v2: (stream) => this.#release(stream),
    cuStreamBeginCapture_v2: () => {
      this.#capturing = [];
      return 0;
    },
    cuStreamEndCapture: (_, out) => {
      const recorded = this.#capturing;
      this.#capturing = null;
      return this.#make(recorded, out);
    },
    cuGraphInstantiateWithFlags: (out, graph) => this.#make(this.#live.get(graph), out),
    cuGraphUpload: () => 0,
    cuGraphLaunch: (graph) => {
      for (const launch of this.#live.get(graph) as readonly FakeLaunch[]) {
        this.#run(launch);
      }
      return 0;
    },
    cuGraphExecDestroy: (graph) => this.#release(graph),
    cuGraphDestroy: (graph) => this.#release(graph),
    cuEventCreate: (out) => this.#make('event', out),
    cuEventRecord: (event) => {
      this.#events.set(event, this.time.enqueue(EVENT_NANOSECONDS));
      return 0;
    },
    cuEventQuery: (event) => (this.time.isOver(this.#events.get(event)!) ? 0 : NOT_READY),
    cuEventSynchronize: (event) => {
      this.time.waitFor(this.#events.get(event) ?? 0);
      return 0;
    },
    cuEventElapsedTime: (out, begin, end) => set(out, (this.#events.get(end)! - this.#events.get(begin)!) / 1e6),
    cuEventDestroy_v2: (event) => this.#release(event),
    cuMemAlloc_v2: (out, size: number) => {
      if (this.#allocated + size > ROOM) {
        return OUT_OF_MEMORY;
      }
      this.#allocated += size;
      // What was there before is not zero.
      const address = this.memory.add(new Uint8Array(size).fill(0xab));
      this.#live.set(address, size);
      return set(out, address);
    },
    cuMemFree_v2: (address) => {
      this.#allocated -= this.#live.get(address) as number;
      this.memory.remove(address);
      return this.#release(address);
    },
    cuMemAllocHost_v2: (out, size: number) => {
      const address = this.memory.add(new Uint8Array(size));
      this.#live.set(address, 'pinned memory');
      return set(out, address);
    },
    cuMemFreeHost: (address) => this.#release(address),
    cuMemsetD8Async: (address, value: number, size: number) => {
      this.memory.bytesAt(address, size).fill(value);
      return 0;
    },
    cuMemcpyHtoDAsync_v2: (target, source, size: number) => {
      this.memory.bytesAt(target, size).set(this.memory.bytesAt(source, size));
      this.time.enqueue(size / 1000);
      return 0;
    },
    cuMemcpyDtoH_v2: (target: Uint8Array, source, size: number) => {
      target.set(this.memory.bytesAt(source, size));
      return 0;
    },
    cuModuleLoadData: (out, image: Uint8Array) => {
      const code = new TextDecoder().decode(image);
      return code.startsWith(FAKE_CODE) ? this.#make({ code }, out) : 200;
    },
    cuModuleGetFunction: (out, module, name: string) => {
      const { code } = this.#live.get(module) as { readonly code: string };
      const list = new RegExp(`void ${name}\\(([^)]*)\\)`).exec(code)?.[1];
      if (list === undefined) {
        return 500;
      }
      const handle = this.#handle++;
      this.#kernels.set(handle, { name, parameters: list === '' ? 0 : list.split(',').length });
      return set(out, handle);
    },
    cuModuleUnload: (module) => this.#release(module),
    cuFuncLoad: () => 0,
    /** 1,024 threads, and 256 bytes of static shared memory. */
    cuFuncGetAttribute: (out, which: number) => set(out, which === 0 ? 1024 : 256),
    cuFuncSetAttribute: (_, attribute: number, value: number) => {
      this.functionAttributes.push([attribute, value]);
      return 0;
    },
    cuFuncGetParamInfo: (entry, index: number) => (index < this.#kernels.get(entry)!.parameters ? 0 : 1),
    cuLaunchKernel: (entry, gx, gy, gz, x, y, z, sharedBytes, _, packed: BigUint64Array) =>
      this.#launch(entry, packed, { grid: [gx, gy, gz], threads: [x, y, z], sharedBytes, cluster: null }),
    cuLaunchKernelEx: (config: Uint8Array, entry, packed: BigUint64Array) => {
      const numbers = Array.from({ length: 7 }, (_, i) => new DataView(config.buffer).getUint32(4 * i, true));
      const attributes = this.memory.wordAt(this.memory.addressOf(config) + 40n);
      const value = (i: number) => this.memory.numberAt(attributes + 8n + BigInt(4 * i));
      // Only a cluster's dimension is known here.
      return !this.#within(config, attributes) || this.memory.numberAt(attributes) !== 4
        ? 1
        : this.#launch(entry, packed, {
            grid: numbers.slice(0, 3),
            threads: numbers.slice(3, 6),
            sharedBytes: numbers[6]!,
            cluster: [value(0), value(1), value(2)],
          });
    },
    cuTensorMapEncodeTiled: (at, dtype, rank: number, address, sizes, strides, box, _ones, _interleave, swizzle) => {
      if (at % 64n !== 0n) {
        return 1;
      }
      this.memory.bytesAt(at, MAP_BYTES).fill(0x4d);
      const numbers = (list: Iterable<number | bigint>) => [...list].map(Number);
      this.maps.push({
        at,
        dtype,
        address,
        sizes: numbers(sizes),
        strides: numbers(strides).slice(0, rank - 1),
        box: numbers(box),
        swizzle,
      });
      return 0;
    },
  };
}

/** Puts a value in the first place. */
function set(out: { [place: number]: unknown }, value: unknown): number {
  out[0] = value;
  return 0;
}
