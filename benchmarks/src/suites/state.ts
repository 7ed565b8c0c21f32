/** What each model keeps after L positions: bytes, counted by the ledger from the tensors of its decode kernel. */
import type { DeclaredSuite } from '../declared-suite.js';
import { decodeSubject } from '../subjects/attention.js';
import { deltaRuleStep } from '../subjects/delta-rule.js';
import { linearStep, retentionStep } from '../subjects/retentions.js';
import { diagonalStep, selectiveStep, timeMixingStep } from '../subjects/scans.js';
import { gatedRecurrentUnitStep, longShortTermMemoryStep, plainRecurrentStep } from '../subjects/sequential.js';
import type { KernelSubject, StateSubject } from '../subjects/subject.js';
import { CHANNELS, HEADS, HIDDEN, SELECTIVE } from './shapes.js';

function kept<S extends object>({ definition, shapeAt }: KernelSubject<S>): StateSubject<S> {
  return { kind: 'state', definition, shapeAt };
}

const BOTH = { precisions: ['f32', 'f16'], backends: ['webgpu'] } as const;
const SINGLE = { precisions: ['f32'], backends: ['webgpu'] } as const;

/** From a single position: a cache outgrows most states at once. */
const LENGTHS = Array.from({ length: 11 }, (_, i) => 4 ** i);

export const state: DeclaredSuite = {
  name: 'state',
  title: 'What is kept after L positions',
  lengths: LENGTHS,
  quickLengths: LENGTHS,
  series: [
    { kernel: 'attention-decode', subject: kept(decodeSubject), shape: HEADS, ...BOTH },
    { kernel: 'window-decode-128', subject: kept(decodeSubject), shape: { ...HEADS, window: 128 }, ...BOTH },
    { kernel: 'diagonal-scan', subject: kept(diagonalStep), shape: CHANNELS, ...SINGLE },
    { kernel: 'selective-scan', subject: kept(selectiveStep), shape: SELECTIVE, ...SINGLE },
    { kernel: 'linear-attention', subject: kept(linearStep), shape: HEADS, ...BOTH },
    { kernel: 'retnet', subject: kept(retentionStep), shape: HEADS, ...BOTH },
    { kernel: 'rwkv', subject: kept(timeMixingStep), shape: CHANNELS, ...SINGLE },
    { kernel: 'gated-deltanet', subject: kept(deltaRuleStep), shape: HEADS, ...SINGLE },
    { kernel: 'gru', subject: kept(gatedRecurrentUnitStep), shape: HIDDEN, ...SINGLE },
    { kernel: 'lstm', subject: kept(longShortTermMemoryStep), shape: HIDDEN, ...SINGLE },
    { kernel: 'rnn', subject: kept(plainRecurrentStep), shape: HIDDEN, ...SINGLE },
  ],
};
