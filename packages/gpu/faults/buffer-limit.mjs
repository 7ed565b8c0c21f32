import { meet } from './harness.mjs';

await meet((device) => device.createBuffer({ label: 'keys', purpose: 'kv-cache', size: 2 ** 40 }));
