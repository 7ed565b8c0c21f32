/** `npm run docs`: fills the generated regions of the pages from the committed results, and draws their charts. */
import { writeFile } from 'node:fs/promises';
import type { VerifyResult } from '@verbatim/evidence';
import { claims } from '@verbatim/proofs';
import { generatePages } from './pages.js';
import { readCommittedResults, VERIFY_RESULTS, type VerifiedEffort, verifyCommand } from './results.js';
import { staleness } from './staleness.js';

const ROOT = new URL('../../../', import.meta.url);

async function write(): Promise<void> {
  const results = await readCommittedResults(ROOT);
  assertFresh(results.verify, 'standard');
  assertFresh(results.deep, 'deep');
  for (const { path, text, generated } of await generatePages(ROOT, results)) {
    if (text !== generated) await writeFile(new URL(path, ROOT), generated);
    console.log(`${path}: ${text === generated ? 'as it was' : 'written'}`);
  }
}

function assertFresh(result: VerifyResult, effort: VerifiedEffort): void {
  const stale = staleness(claims, result, effort);
  if (stale.length > 0)
    throw new Error(
      `${VERIFY_RESULTS[effort]} is not about the claims as they are; \`${verifyCommand(effort)}\` makes it again\n  ${stale.join('\n  ')}`,
    );
}

try {
  await write();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
