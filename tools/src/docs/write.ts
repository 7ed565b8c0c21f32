/** `npm run docs`: fills the generated regions of the pages from the committed results. */
import { writeFile } from 'node:fs/promises';
import { claims } from '@verbatim/proofs';
import { generatePages } from './pages.js';
import {
  readCpuResult,
  readGpuResults,
  readVerifyResult,
  staleness,
  VERIFY_COMMAND,
  VERIFY_RESULT,
} from './results.js';

const ROOT = new URL('../../../', import.meta.url);

async function write(): Promise<void> {
  const [verify, cpu, gpu] = await Promise.all([readVerifyResult(ROOT), readCpuResult(ROOT), readGpuResults(ROOT)]);
  const stale = staleness(claims, verify);
  if (stale.length > 0)
    throw new Error(
      `${VERIFY_RESULT} is not about the claims as they are; \`${VERIFY_COMMAND}\` makes it again\n  ${stale.join('\n  ')}`,
    );
  for (const { path, text, generated } of await generatePages(ROOT, verify, cpu, gpu)) {
    if (text !== generated) await writeFile(new URL(path, ROOT), generated);
    console.log(`${path}: ${text === generated ? 'as it was' : 'written'}`);
  }
}

try {
  await write();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
