import { attentionCases } from './attention-prefill.cases.js';
import { attentionPrefillNaive } from './attention-prefill-naive.js';
import type { AttentionPrefillShape } from './attention-prefill-shape.js';
import type { KernelSuite } from './check-kernel.js';

/** The naive kernel is checked on what the tiled one is checked on. */
export const attentionPrefillNaiveSuite: KernelSuite<AttentionPrefillShape> = {
  definition: attentionPrefillNaive,
  cases: attentionCases,
};
