/** Copying a string on the device that this machine has: with a KV cache that never leaves it, and in one pass. */
import { type BytesByPurpose, type DeviceInfo, openDawn } from '@verbatim/gpu';
import { BYTE_ALPHABET_SIZE, lettersFromBytes, smallestNgramWithoutConflict } from '@verbatim/tasks';
import { copyingTransformer } from '@verbatim/transformer';
import { type GpuCopyMode, gpuCertificate, gpuCopy } from '@verbatim/transformer/gpu';

/** One way to copy. */
export interface DeviceCopyRun {
  readonly mode: GpuCopyMode;
  readonly copied: boolean;
  /** The 0-based position of the first wrong letter, or null. */
  readonly firstMismatch: number | null;
  /** Seconds of compiling and running. */
  readonly seconds: number;
  /** Bytes on the device at most, by purpose. */
  readonly peak: BytesByPurpose;
}

/** What became of the copies. */
export interface DeviceCopy {
  readonly device: DeviceInfo;
  /** L, in letters. */
  readonly length: number;
  readonly ngram: number;
  /** Whether the certificate of the device's arithmetic covers (n, D, L). */
  readonly certified: boolean;
  readonly runs: readonly DeviceCopyRun[];
}

/**
 * Copies bytes on the device, teacher-forced and generated.
 *
 * @throws NoAdapterError when there is no device, software included; GpuError when it fails.
 */
export async function copyOnDevice(bytes: Uint8Array): Promise<DeviceCopy> {
  const device = await openDawn();
  try {
    const letters = lettersFromBytes(bytes);
    const ngram = smallestNgramWithoutConflict(letters);
    const size = { alphabetSize: BYTE_ALPHABET_SIZE, ngram, maxLength: letters.length };
    const construction = copyingTransformer(size);
    const runs: DeviceCopyRun[] = [];
    for (const mode of ['teacher-forced', 'generate'] as const) {
      device.ledger.restartPeak();
      const started = performance.now();
      const output = await gpuCopy(device, construction, letters, { mode });
      const seconds = (performance.now() - started) / 1000;
      const mismatch = letters.findIndex((letter, i) => output[i] !== letter);
      const firstMismatch = mismatch < 0 ? null : mismatch;
      runs.push({ mode, copied: firstMismatch === null, firstMismatch, seconds, peak: device.ledger.peak });
    }
    return { device: device.info, length: letters.length, ngram, certified: gpuCertificate(size).certified, runs };
  } finally {
    await device.destroy();
  }
}
