/** The committed results from which numbers in the pages are made. */
import { readFile } from 'node:fs/promises';
import { type Claim, type Json, type VerifyResult, verifyResultSchema } from '@verbatim/evidence';
import type { CpuBenchResult } from './cpu-tables.js';

/** Where the results are, from the root of the repository, and the commands that make them. */
export const VERIFY_RESULT = 'docs/results/verify-standard.json';
export const VERIFY_COMMAND = `npx verbatim verify --effort standard --json ${VERIFY_RESULT}`;
export const CPU_RESULT = 'benchmarks/results/cpu.json';
export const CPU_COMMAND = `npm run bench:cpu -- --json ${CPU_RESULT}`;

const CPU_SCHEMA = 'verbatim.cpu-bench/1';

async function readJson(root: URL, path: string, command: string): Promise<Json> {
  let text: string;
  try {
    text = await readFile(new URL(path, root), 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); \`${command}\` makes it`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON; \`${command}\` makes it again`);
  }
}

/**
 * Reads the committed evidence.
 *
 * @throws Error with one line when the file is missing or not a result of `verify`.
 */
export async function readVerifyResult(root: URL): Promise<VerifyResult> {
  const parsed = verifyResultSchema.safeParse(await readJson(root, VERIFY_RESULT, VERIFY_COMMAND));
  if (!parsed.success)
    throw new Error(`${VERIFY_RESULT} is not a result of verify; \`${VERIFY_COMMAND}\` makes it again`);
  return parsed.data;
}

/**
 * Reads the committed CPU benchmark.
 *
 * @throws Error with one line when the file is missing or of another schema.
 */
export async function readCpuResult(root: URL): Promise<CpuBenchResult> {
  const result = (await readJson(root, CPU_RESULT, CPU_COMMAND)) as { schema?: Json } | null;
  if (result?.schema !== CPU_SCHEMA)
    throw new Error(`${CPU_RESULT} has not the schema ${CPU_SCHEMA}; \`${CPU_COMMAND}\` makes it again`);
  return result as unknown as CpuBenchResult;
}

/** Where a result is not about the claims as they are now: a line each; none when it is. */
export function staleness(claims: readonly Claim[], { claims: results }: VerifyResult): string[] {
  const names = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name).join(', ');
  const problems: string[] = [];
  for (const claim of claims) {
    const result = results.find(({ id }) => id === claim.id);
    if (result === undefined) {
      problems.push(`there is no result for ${claim.id}`);
      continue;
    }
    const compared = [
      ['statement', claim.statement, result.statement],
      ['source', claim.source, result.source],
      ['expected verdict', claim.expected, result.expected],
      ['methods', names(claim.methods), names(result.evidence)],
      ['controls', names(claim.controls), names(result.controls)],
    ];
    for (const [what, now, then] of compared)
      if (now !== then) problems.push(`${claim.id}: ${what} then ${JSON.stringify(then)}, now ${JSON.stringify(now)}`);
  }
  for (const { id } of results)
    if (!claims.some((claim) => claim.id === id)) problems.push(`${id} has a result and is no claim any more`);
  return problems;
}
