import { mergeConfig } from 'vitest/config';
import { sharedConfig } from '../../vitest.shared.ts';

// One process, so that the device is opened once and nobody else uses the cores that the software adapter runs on.
export default mergeConfig(sharedConfig(), { test: { maxWorkers: 1 } });
