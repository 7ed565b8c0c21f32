/** Every declared suite, in the order in which tables show them. */
import type { DeclaredSuite } from './declared-suite.js';
import { construction } from './suites/construction.js';
import { cpu } from './suites/cpu.js';
import { decode } from './suites/decode.js';
import { gpujs } from './suites/gpujs.js';
import { prefill } from './suites/prefill.js';
import { state } from './suites/state.js';

export const declaredSuites: readonly DeclaredSuite[] = [decode, prefill, state, construction, gpujs, cpu];
