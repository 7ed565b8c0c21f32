/**
 * The speeds of docs/gpu.md while there is no sweep of an H100: from the file of an earlier program, which timed these points alone, with
 * three copies of the inputs in turn.
 */
import { medianInterval } from '@verbatim/bench';
import type { NvidiaReading } from '@verbatim/gpu';
import type { Provenance } from '../gpu/provenance.js';
import type { Speed, Speeds } from './speed-tables.js';

/** What is read of its file. */
export interface EarlierSpeeds extends Provenance {
  readonly schema: 'verbatim.gpu-throughput/1';
  readonly points: readonly EarlierSpeed[];
}

interface EarlierSpeed extends Pick<Speed, 'name' | 'precision' | 'flops' | 'bytes' | 'check'> {
  readonly memory: {
    readonly ledgerBytes: number;
    /** Of the card, before the device was opened and with the point. */
    readonly driverBefore: Pick<NvidiaReading, 'usedBytes'>;
    readonly driverWith: Pick<NvidiaReading, 'usedBytes'>;
  };
  readonly speed: { readonly unit: Speed['unit']; readonly times: { readonly nanoseconds: readonly number[] } };
}

/** The same as of a sweep; the median and its interval come from the samples. */
export function earlierSpeeds({ run, commit, points }: EarlierSpeeds): Speeds {
  const speeds = points.map(({ name, precision, flops, bytes, check, memory, speed }): Speed => {
    const time = medianInterval(speed.times.nanoseconds);
    const driverBytes = memory.driverWith.usedBytes - memory.driverBefore.usedBytes;
    const { ledgerBytes } = memory;
    return {
      name,
      precision,
      unit: speed.unit,
      flops,
      bytes,
      check,
      time,
      samples: time.samples,
      ledgerBytes,
      driverBytes,
    };
  });
  return { run, commit, speeds };
}
