/** What is claimed of how memory and time grow with input length, as far as a run has points for it. */
import type { BenchResult } from '@verbatim/bench';
import type { Claim } from '@verbatim/evidence';
import { gssmStateBytes, kvCacheBytes, naiveAttentionMemory, tiledAttentionMemory } from './byte-claims.js';
import { type FitGrowth, fitGrowth } from './fitted-growth.js';
import { decodeTime, prefillTime, windowAttentionTime } from './time-claims.js';

/** A claim that a run says nothing of, and what it lacks. */
export interface MissingClaim {
  readonly id: string;
  readonly reason: string;
}

const CLAIMS: readonly {
  readonly id: string;
  readonly make: (result: BenchResult, fit: FitGrowth) => Claim | null;
  /** What a run must have. */
  readonly needs: string;
}[] = [
  {
    id: 'scaling/kv-cache-bytes',
    make: kvCacheBytes,
    needs: 'a KV cache (attention-decode) counted at three lengths or more',
  },
  {
    id: 'scaling/gssm-state-bytes',
    make: gssmStateBytes,
    needs: 'the state of a recurrence counted at three lengths or more',
  },
  {
    id: 'scaling/naive-attention-memory',
    make: naiveAttentionMemory,
    needs: 'attention-prefill-naive counted at four lengths or more',
  },
  {
    id: 'scaling/tiled-attention-memory',
    make: tiledAttentionMemory,
    needs: 'attention-prefill counted at three lengths or more',
  },
  {
    id: 'scaling/decode-time',
    make: decodeTime,
    needs: 'attention and a recurrence of the suite decode, timed by the device at three lengths or more',
  },
  {
    id: 'scaling/prefill-time',
    make: prefillTime,
    needs: 'attention and a recurrence of the suite prefill, timed by the device at three lengths or more',
  },
  {
    id: 'scaling/window-attention',
    make: windowAttentionTime,
    needs: 'window-attention timed by the device at three lengths or more, each eight windows or longer',
  },
];

/**
 * The scaling claims that a run has points for. Their verdicts come from `verifyClaims`.
 *
 * @param fit - fits t = a + b·L^p, with an interval of p.
 */
export function scalingClaims(result: BenchResult, fit: FitGrowth = fitGrowth): readonly Claim[] {
  return CLAIMS.flatMap(({ make }) => make(result, fit) ?? []);
}

/** The scaling claims that a run has no points for. */
export function missingClaims(result: BenchResult, fit: FitGrowth = fitGrowth): readonly MissingClaim[] {
  return CLAIMS.filter(({ make }) => make(result, fit) === null).map(({ id, needs }) => ({
    id,
    reason: `not in this run: ${needs}`,
  }));
}
