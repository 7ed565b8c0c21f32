/** What PyTorch takes for the same work: `benchmarks/peers/pytorch-h100.json`. */

/** A time of PyTorch. */
export interface PeerRow {
  readonly op: 'prefill' | 'decode' | 'scan';
  readonly precision: 'f32' | 'f16';
  /** The backend that ran. */
  readonly impl: string;
  /** Input length. */
  readonly L: number;
  readonly ms: number;
}

/** The whole file, as far as it is read. */
export interface Peer {
  readonly method: string;
  readonly device: string;
  readonly torch: string;
  readonly copy_GBps: number;
  readonly gemm_f32_4096_TFLOPs: number;
  readonly gemm_f16_4096_TFLOPs: number;
  readonly heads: number;
  readonly head_dim: number;
  readonly rows: readonly PeerRow[];
}

/** The fastest row at each op, precision and length, in the order of the file. */
export function bestRows({ rows }: Peer): PeerRow[] {
  const best = new Map<string, PeerRow>();
  for (const row of rows) {
    const key = `${row.op} ${row.precision} ${row.L}`;
    const known = best.get(key);
    if (known === undefined || row.ms < known.ms) best.set(key, row);
  }
  return [...best.values()];
}
