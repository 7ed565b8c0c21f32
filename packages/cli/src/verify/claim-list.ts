import type { Claim, RunBlock } from '@verbatim/evidence';
import type { Colours } from '../output/colours.js';
import { plainTable } from '../output/plain-table.js';

/** The `schema` of what `verify --list --json` writes. */
export const CLAIMS_SCHEMA = 'verbatim.claims/1';

/** The claims and what is expected of them, as a result: nothing has been verified. */
export function claimListResult(run: RunBlock, claims: readonly Claim[]) {
  return {
    schema: CLAIMS_SCHEMA,
    run,
    claims: claims.map(({ id, expected, statement, source }) => ({ id, expected, statement, source })),
  };
}

/** One line a claim: id, expected verdict, statement. */
export function claimListText(claims: readonly Claim[], colours: Colours): string {
  return plainTable(
    [{ title: colours.bold('claim') }, { title: colours.bold('expected') }, { title: colours.bold('statement') }],
    claims.map(({ id, expected, statement }) => [id, expected, statement]),
  );
}
