/** How the programs of this folder end: never in a stack trace for what a user or a GPU did. */
import { GpuError } from '@verbatim/gpu';

/** The exit code of bad usage. */
const BAD_USAGE = 2;

/** Runs a program and sets the exit code: its own, 1 for a fault of the GPU, 2 for bad usage. */
export async function runGpuProgram(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof GpuError) && !(error instanceof RangeError)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = error instanceof GpuError ? 1 : BAD_USAGE;
  }
}
