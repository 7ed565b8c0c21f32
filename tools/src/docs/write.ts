/** `npm run docs`: fills the generated regions of the pages from the committed results, and draws their charts. */
import { writeFile } from 'node:fs/promises';
import { claims } from '@verbatim/proofs';
import { generatePages } from './pages.js';
import { readCommittedResults, staleness, VERIFY_COMMAND, VERIFY_RESULT } from './results.js';

const ROOT = new URL('../../../', import.meta.url);

async function write(): Promise<void> {
  const results = await readCommittedResults(ROOT);
  const stale = staleness(claims, results.verify);
  if (stale.length > 0)
    throw new Error(
      `${VERIFY_RESULT} is not about the claims as they are; \`${VERIFY_COMMAND}\` makes it again\n  ${stale.join('\n  ')}`,
    );
  for (const { path, text, generated } of await generatePages(ROOT, results)) {
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
