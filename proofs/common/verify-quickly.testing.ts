import { type Claim, type ClaimResult, verifyClaims } from '@verbatim/evidence';

/** Verifies one claim at quick effort with seed 1, as every claim's own test does. */
export async function verifyQuickly(claim: Claim): Promise<ClaimResult> {
  const [result] = await verifyClaims([claim], {
    effort: 'quick',
    seed: 1,
    replay: (id) => `npx verbatim verify ${id} --effort quick --seed 1`,
  });
  return result!;
}
