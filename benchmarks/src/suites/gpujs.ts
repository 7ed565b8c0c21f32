/** gpu.js in its three modes, on the kernels that can be written as one thread per output. Short inputs: scans start anew for each. */
import type { DeclaredSuite } from '../declared-suite.js';
import { decodeSubject, naivePrefill, prefill, windowPrefill } from '../subjects/attention.js';
import { linear, retention } from '../subjects/retentions.js';
import { diagonal, selective } from '../subjects/scans.js';

const EACH = { precisions: ['f32'], backends: ['gpujs-webgpu', 'gpujs-webasm', 'gpujs-cpu'] } as const;
const HEADS = { heads: 2, headDim: 16 } as const;

export const gpujs: DeclaredSuite = {
  name: 'gpujs',
  title: 'gpu.js, one thread per output, by the clock of the host with transfers',
  lengths: [32, 64, 128, 256, 512],
  quickLengths: [32, 64],
  series: [
    { kernel: 'attention-decode', subject: decodeSubject, shape: HEADS, ...EACH },
    { kernel: 'attention-prefill', subject: prefill, shape: HEADS, ...EACH },
    { kernel: 'attention-prefill-naive', subject: naivePrefill, shape: HEADS, ...EACH },
    { kernel: 'window-attention-16', subject: windowPrefill, shape: { ...HEADS, window: 16 }, ...EACH },
    { kernel: 'diagonal-scan', subject: diagonal, shape: { channels: 16 }, ...EACH },
    { kernel: 'selective-scan', subject: selective, shape: { channels: 16, states: 4 }, ...EACH },
    { kernel: 'linear-attention', subject: linear, shape: HEADS, ...EACH },
    { kernel: 'retnet', subject: retention, shape: HEADS, ...EACH },
  ],
};
