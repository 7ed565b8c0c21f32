import { openDawn } from '@verbatim/gpu';
import { tell } from './harness.mjs';

try {
  await openDawn(process.argv[2]);
} catch (error) {
  tell(error);
}
