/** Whether a committed verification is about the claims as they are. */
import type { Claim, Effort, VerifyResult } from '@verbatim/evidence';

/** Where a result is not about the claims as they are now, at this effort: a line each; none when it is. */
export function staleness(claims: readonly Claim[], { claims: results }: VerifyResult, effort: Effort): string[] {
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
    if (!`${result.replay} `.includes(` --effort ${effort} `))
      problems.push(`${claim.id}: verified by ${JSON.stringify(result.replay)}, not at ${effort} effort`);
    for (const [what, now, then] of compared)
      if (now !== then) problems.push(`${claim.id}: ${what} then ${JSON.stringify(then)}, now ${JSON.stringify(now)}`);
  }
  for (const { id } of results)
    if (!claims.some((claim) => claim.id === id)) problems.push(`${id} has a result and is no claim any more`);
  return problems;
}
