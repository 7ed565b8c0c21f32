/** One more token after L positions: attention against its cache, and one step of each recurrence. */
import { DEFAULT_LENGTHS, type DeclaredSuite } from '../declared-suite.js';
import { decodeSubject } from '../subjects/attention.js';
import { deltaRuleStep } from '../subjects/delta-rule.js';
import { linearStep, retentionStep } from '../subjects/retentions.js';
import { diagonalStep, selectiveStep, timeMixingStep } from '../subjects/scans.js';
import { gatedRecurrentUnitStep, longShortTermMemoryStep, plainRecurrentStep } from '../subjects/sequential.js';
import { CHANNELS, HEADS, HIDDEN, SELECTIVE } from './shapes.js';

const BOTH = { precisions: ['f32', 'f16'], backends: ['webgpu'] } as const;
const SINGLE = { precisions: ['f32'], backends: ['webgpu'] } as const;

export const decode: DeclaredSuite = {
  name: 'decode',
  title: 'One more token after L positions',
  // From short caches on: attention costs more than a step of a recurrence before the others begin.
  lengths: [16, 64, ...DEFAULT_LENGTHS],
  quickLengths: [64, 512, 2048, 8192],
  series: [
    { kernel: 'attention-decode', subject: decodeSubject, shape: HEADS, ...BOTH },
    { kernel: 'window-decode-128', subject: decodeSubject, shape: { ...HEADS, window: 128 }, ...BOTH },
    { kernel: 'diagonal-scan-step', subject: diagonalStep, shape: CHANNELS, ...SINGLE },
    { kernel: 'selective-scan-step', subject: selectiveStep, shape: SELECTIVE, ...SINGLE },
    { kernel: 'linear-attention-step', subject: linearStep, shape: HEADS, ...BOTH },
    { kernel: 'retnet-step', subject: retentionStep, shape: HEADS, ...BOTH },
    { kernel: 'rwkv-step', subject: timeMixingStep, shape: CHANNELS, ...SINGLE },
    { kernel: 'gated-deltanet-step', subject: deltaRuleStep, shape: HEADS, ...SINGLE },
    { kernel: 'gru-step', subject: gatedRecurrentUnitStep, shape: HIDDEN, ...SINGLE },
    { kernel: 'lstm-step', subject: longShortTermMemoryStep, shape: HIDDEN, ...SINGLE },
    { kernel: 'rnn-step', subject: plainRecurrentStep, shape: HIDDEN, ...SINGLE },
  ],
};
