import type { Claim } from './claim.js';
import type { Evidence } from './evidence.js';
import type { MethodContext } from './method.js';

/** Which method or control of which claim. */
export interface UnitName {
  readonly claim: string;
  readonly kind: 'method' | 'control';
  readonly name: string;
}

/** A method or a control of a claim: what is run, kept and resumed as a whole, and by one shard. */
export interface Unit extends UnitName {
  readonly run: (context: MethodContext) => Promise<Evidence>;
}

/** What a unit is called in a journal. */
export function unitKey({ claim, kind, name }: UnitName): string {
  return `${claim} ${kind} ${name}`;
}

/**
 * The methods and then the controls of each claim, in order.
 *
 * @throws TypeError when two claims have the same id.
 */
export function unitsOf(claims: readonly Claim[]): Unit[] {
  const ids = claims.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new TypeError(`two claims have the id ${repeated}: ids must differ`);
  }
  return claims.flatMap(({ id, methods, controls }): Unit[] => [
    ...methods.map((method): Unit => ({ claim: id, kind: 'method', name: method.name, run: (c) => method.run(c) })),
    ...controls.map(
      (control): Unit => ({ claim: id, kind: 'control', name: control.name, run: (c) => control.run(c) }),
    ),
  ]);
}
