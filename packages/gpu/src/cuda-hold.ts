/**
 * A kernel that only waits, so that what is handed over behind it begins when all of it has been handed over.
 *
 * It waits for a time, by the card's own clock, and for nothing else. Waiting for a word of the host would stop both for ever once
 * the host waits for the card: in a launch when the driver's queue is full, or in a call that lets the card finish first, as
 * loading code, making a graph or giving memory back may. A wait that was too short is found out afterwards; see `CudaTimer`.
 */
import type { CudaLaunching } from './cuda-launch.js';
import type { Nvrtc } from './nvrtc.js';

/** However long it is asked to wait. */
const MOST_NANOSECONDS = 1_000_000_000;
const SOURCE = `extern "C" __global__ void hold(unsigned long long nanoseconds) {
  const unsigned long long most = nanoseconds < ${MOST_NANOSECONDS}ull ? nanoseconds : ${MOST_NANOSECONDS}ull;
  unsigned long long start, now;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(start));
  do {
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  } while (now - start < most);
}`;
const POINTER_BYTES = 8n;

/** The waiting kernel of one device. */
export class CudaHold {
  private constructor(
    private readonly on: CudaLaunching,
    private readonly module: bigint,
    private readonly entry: bigint,
  ) {}

  /** @throws ShaderError or DeviceRejectedError when it cannot be made. */
  static of(on: CudaLaunching, nvrtc: Nvrtc): CudaHold {
    const { driver, faults } = on;
    const handle = new BigUint64Array(1);
    const code = nvrtc.compile('hold', SOURCE);
    faults.assertDone(driver.cuModuleLoadData(handle, code), 'the waiting kernel');
    const module = handle[0]!;
    faults.assertDone(driver.cuModuleGetFunction(handle, module, 'hold'), 'the waiting kernel');
    faults.assertDone(driver.cuFuncLoad(handle[0]!), 'the waiting kernel');
    return new CudaHold(on, module, handle[0]!);
  }

  /** Makes the stream wait, a second at most. */
  start(nanoseconds: number): void {
    const { driver, faults, memory, stream } = this.on;
    // The argument lies behind its address, in the memory that is passed: see `CudaLaunch`.
    const parameters = BigUint64Array.of(0n, BigInt(nanoseconds));
    parameters[0] = memory.addressOf(parameters) + POINTER_BYTES;
    const status = driver.cuLaunchKernel(this.entry, 1, 1, 1, 1, 1, 1, 0, stream, parameters, null);
    faults.note(status, 'the waiting kernel');
  }

  destroy(): void {
    this.on.driver.cuModuleUnload(this.module);
  }
}
