import {
  claimsDigest,
  exitCode,
  InterruptedError,
  openJournal,
  runBlock,
  VERIFY_SCHEMA,
  type VerifyResult,
  verifyClaims,
} from '@verbatim/evidence';
import { divisors } from './divisors.js';

const run = runBlock({ command: 'node verify.js', seed: 1, versions: { divisors: '1.0.0' } });
const { command, seed, versions } = run;
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

const claimed = claimsDigest([divisors]);
const journal = await openJournal('divisors.json', { schema: VERIFY_SCHEMA, command, seed, versions, claimed });
try {
  const claims = await verifyClaims([divisors], {
    effort: 'quick',
    seed,
    journal,
    signal: interrupt.signal,
    replay: () => command,
  });
  const result: VerifyResult = { schema: VERIFY_SCHEMA, run, claims };
  await journal.finish(result);
  for (const { id, verdict, evidence, controls } of claims) {
    console.log(`${id}: ${verdict}`);
    for (const { name, method, cases, failures, bound } of evidence) {
      console.log(
        `  ${name} (${method}): ${failures} of ${cases} fail${bound ? `, at most ${bound.toPrecision(3)}` : ''}`,
      );
    }
    for (const { name, caught, evidence } of controls) {
      console.log(`  ${name}: ${caught ? 'caught' : 'not caught'}, ${JSON.stringify(evidence.counterexample?.case)}`);
    }
  }
  process.exitCode = exitCode(claims);
} catch (error) {
  await journal.close();
  if (!(error instanceof InterruptedError)) {
    throw error;
  }
  console.log(`interrupted: run again to go on from ${journal.path}`);
  process.exitCode = 130;
}
