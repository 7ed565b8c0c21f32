/** Launches recorded once as a graph and replayed: the card goes from one to the next without waiting for the host. */
import type { CudaLaunch, CudaLaunching } from './cuda-launch.js';

/** CU_STREAM_CAPTURE_MODE_RELAXED: nothing that other code does meanwhile breaks the recording. */
const RELAXED = 2;

/** A chain of launches, each after the one before. */
export class CudaGraph {
  private constructor(
    private readonly on: CudaLaunching,
    private readonly executable: bigint,
  ) {}

  /**
   * Records launches.
   *
   * @throws DeviceRejectedError when the driver refuses one; DeviceLostError.
   */
  static of(on: CudaLaunching, launches: readonly CudaLaunch[]): CudaGraph {
    const { driver, faults, stream } = on;
    const handle = new BigUint64Array(1);
    faults.assertDone(driver.cuStreamBeginCapture_v2(stream, RELAXED), 'a graph');
    let refused = 0;
    for (const launch of launches) {
      refused ||= launch.enqueue();
    }
    const ended = driver.cuStreamEndCapture(stream, handle);
    const graph = handle[0]!;
    if (refused !== 0 && ended === 0) {
      driver.cuGraphDestroy(graph);
    }
    faults.assertDone(refused || ended, 'a launch of a graph');
    const instantiated = driver.cuGraphInstantiateWithFlags(handle, graph, 0n);
    driver.cuGraphDestroy(graph);
    faults.assertDone(instantiated, 'a graph');
    const made = new CudaGraph(on, handle[0]!);
    faults.note(driver.cuGraphUpload(made.executable, stream), 'a graph');
    return made;
  }

  /** Hands all launches over. @returns the driver's status. */
  enqueue(): number {
    return this.on.driver.cuGraphLaunch(this.executable, this.on.stream);
  }

  /** What was handed over before is still run. */
  destroy(): void {
    this.on.driver.cuGraphExecDestroy(this.executable);
  }
}
