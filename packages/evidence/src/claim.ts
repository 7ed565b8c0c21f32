import type { Control } from './control.js';
import type { Verdict } from './evidence.js';
import type { Method } from './method.js';

/** A statement, where it comes from, what is expected of it, and how it is checked. */
export interface Claim {
  /** Lower-case slugs joined by slashes, such as `theorem-2.3/at-most`. */
  readonly id: string;
  /** The statement, in one sentence that stands on its own. */
  readonly statement: string;
  /** Where the statement is from, such as a paper and the number of its theorem. */
  readonly source: string;
  /** The verdict that a correct check must reach. */
  readonly expected: Exclude<Verdict, 'undecided'>;
  /** The ways in which evidence is sought: at least one. */
  readonly methods: readonly Method[];
  /** The negative controls: at least one. */
  readonly controls: readonly Control[];
}

const SLUG = '[a-z0-9]+(?:[.-][a-z0-9]+)*';
const NAME = new RegExp(`^${SLUG}$`);
const ID = new RegExp(`^${SLUG}(?:/${SLUG})*$`);

function assertNames(id: string, kind: 'method' | 'control', parts: readonly { readonly name: string }[]): void {
  if (parts.length === 0) {
    throw new TypeError(`claim ${id} has no ${kind}: at least one is needed`);
  }
  const seen = new Set<string>();
  for (const { name } of parts) {
    if (!NAME.test(name)) {
      throw new TypeError(
        `claim ${id} has a ${kind} named ${JSON.stringify(name)}: a name is lower-case letters and digits joined by - or .`,
      );
    }
    if (seen.has(name)) {
      throw new TypeError(`claim ${id} has two ${kind}s named ${name}: names must differ`);
    }
    seen.add(name);
  }
}

/**
 * Checks that a claim is well formed and returns it, frozen.
 *
 * @throws TypeError when the id or a name is not a slug, the statement or source is empty, the expected verdict is not
 * `holds` or `refuted`, there is no method or no control, or two methods or two controls share a name.
 */
export function claim(parts: Claim): Claim {
  const { id, statement, source, expected, methods, controls } = parts;
  if (!ID.test(id)) {
    throw new TypeError(
      `${JSON.stringify(id)} is not a claim id: an id is lower-case letters and digits joined by - or ., in parts joined by /`,
    );
  }
  if (statement.trim() === '' || source.trim() === '') {
    throw new TypeError(`claim ${id} needs a statement and a source that are not empty`);
  }
  if (expected !== 'holds' && expected !== 'refuted') {
    throw new TypeError(`claim ${id} expects ${JSON.stringify(expected)}: the expected verdict is holds or refuted`);
  }
  assertNames(id, 'method', methods);
  assertNames(id, 'control', controls);
  return Object.freeze({ id, statement, source, expected, methods: [...methods], controls: [...controls] });
}
