import type { Claim } from '@verbatim/evidence';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const MOST_SUGGESTIONS = 5;

/**
 * The claims of these ids, each once and in the order of the list, so that the order of the arguments changes nothing;
 * all claims when no id is given.
 *
 * @throws UsageError for an id that no claim has.
 */
export function chosenClaims(claims: readonly Claim[], ids: readonly string[]): readonly Claim[] {
  if (ids.length === 0) return claims;
  const wanted = new Set(ids);
  for (const { id } of claims) wanted.delete(id);
  const [unknown] = wanted;
  if (unknown !== undefined) throw new UsageError(unknownClaim(claims, unknown));
  return claims.filter(({ id }) => ids.includes(id));
}

function unknownClaim(claims: readonly Claim[], unknown: string): string {
  const alike = claims.map(({ id }) => id).filter((id) => unknown !== '' && id.includes(unknown.toLowerCase()));
  const suggestion = alike.length > 0 && alike.length <= MOST_SUGGESTIONS ? ` (is it ${alike.join(', ')}?)` : '';
  return `there is no claim ${quoted(unknown)}${suggestion}; accepted are the ids that verbatim verify --list shows`;
}
