import { headGroups } from '@verbatim/gpu';
import { meet } from './harness.mjs';

// One head of 64 f32 numbers a key; a length whose keys are larger than a binding.
const length = 2 ** 23;
await meet((device) => headGroups(16, 4 * 64 * length, device.info.limits.maxBindingSize, { what: 'keys', length }));
