/** A whole input of L positions at once. */
import { DEFAULT_LENGTHS, type DeclaredSuite } from '../declared-suite.js';
import { naivePrefill, prefill as tiledPrefill, windowPrefill } from '../subjects/attention.js';
import { deltaRule } from '../subjects/delta-rule.js';
import { linear, retention } from '../subjects/retentions.js';
import { diagonal, selective, timeMixing } from '../subjects/scans.js';
import { gatedRecurrentUnit, longShortTermMemory, plainRecurrent } from '../subjects/sequential.js';
import { CHANNELS, HEADS, HIDDEN, SELECTIVE, SEQUENTIAL_ENDS } from './shapes.js';

const BOTH = { precisions: ['f32', 'f16'], backends: ['webgpu'] } as const;
const SINGLE = { precisions: ['f32'], backends: ['webgpu'] } as const;
/** Enough of them, over range enough, that growth with the window can be told beside growth with the length. */
const WINDOWS = [16, 32, 64, 128, 256, 512, 1024];
/** Those in f16 as well. */
const HALF_WINDOWS = [16, 128, 1024];

export const prefill: DeclaredSuite = {
  name: 'prefill',
  title: 'An input of L positions at once',
  lengths: DEFAULT_LENGTHS,
  quickLengths: [16, 32, 64, 128],
  series: [
    { kernel: 'attention-prefill', subject: tiledPrefill, shape: HEADS, ...BOTH },
    { kernel: 'attention-prefill-naive', subject: naivePrefill, shape: HEADS, ...BOTH },
    ...WINDOWS.map((window) => ({
      kernel: `window-attention-${window}`,
      subject: windowPrefill,
      shape: { ...HEADS, window },
      ...(HALF_WINDOWS.includes(window) ? BOTH : SINGLE),
    })),
    { kernel: 'diagonal-scan', subject: diagonal, shape: CHANNELS, ...SINGLE },
    { kernel: 'selective-scan', subject: selective, shape: SELECTIVE, ...SINGLE },
    { kernel: 'linear-attention', subject: linear, shape: HEADS, ...BOTH },
    { kernel: 'retnet', subject: retention, shape: HEADS, ...BOTH },
    { kernel: 'rwkv', subject: timeMixing, shape: CHANNELS, ...SINGLE },
    { kernel: 'gated-deltanet', subject: deltaRule, shape: HEADS, longest: SEQUENTIAL_ENDS, ...SINGLE },
    { kernel: 'gru', subject: gatedRecurrentUnit, shape: HIDDEN, longest: SEQUENTIAL_ENDS, ...SINGLE },
    { kernel: 'lstm', subject: longShortTermMemory, shape: HIDDEN, longest: SEQUENTIAL_ENDS, ...SINGLE },
    { kernel: 'rnn', subject: plainRecurrent, shape: HIDDEN, longest: SEQUENTIAL_ENDS, ...SINGLE },
  ],
};
