import { createHash } from 'node:crypto';
import type { Claim } from './claim.js';

/**
 * A digest of how claims are defined: their ids, statements, sources, expected verdicts, and the names and kinds of their
 * methods and controls. In the header of a journal it keeps evidence from being taken for another claim. What the methods
 * do is code, which it does not see.
 *
 * @returns 64 hexadecimal digits of SHA-256.
 */
export function claimsDigest(claims: readonly Claim[]): string {
  const definitions = claims.map(({ id, statement, source, expected, methods, controls }) => ({
    id,
    statement,
    source,
    expected,
    methods: methods.map(({ name, method }) => ({ name, method })),
    controls: controls.map(({ name, breaks, expect }) => ({ name, breaks, expect })),
  }));
  return createHash('sha256').update(JSON.stringify(definitions)).digest('hex');
}
