/** The best machines of each family, size by size. */
import type { Effort, Method } from '@verbatim/evidence';
import { exhaustiveError, tableMachine } from '@verbatim/gssm';
import { searchMethod } from '../../common/search-method.js';
import { bestCopier } from './best-copier.js';
import { UPDATE_FAMILIES, type UpdateFamily } from './update-families.js';

/** A family with how many states are searched, D = 2 and D = 3, and up to which length. */
interface Searched {
  readonly family: UpdateFamily;
  readonly mostStates: readonly [two: number, three: number];
}

const { any, permutation, affine, oneMatrix, monotone } = UPDATE_FAMILIES;

const SEARCHED: Record<Effort, readonly Searched[]> = {
  quick: [
    { family: any, mostStates: [3, 2] },
    { family: permutation, mostStates: [4, 3] },
    { family: affine, mostStates: [4, 3] },
    { family: oneMatrix, mostStates: [5, 3] },
    { family: monotone, mostStates: [4, 3] },
  ],
  standard: [
    { family: any, mostStates: [4, 3] },
    { family: permutation, mostStates: [5, 4] },
    { family: affine, mostStates: [5, 3] },
    { family: oneMatrix, mostStates: [8, 5] },
    { family: monotone, mostStates: [5, 4] },
  ],
  deep: [
    { family: any, mostStates: [4, 3] },
    { family: permutation, mostStates: [6, 5] },
    { family: affine, mostStates: [7, 4] },
    { family: oneMatrix, mostStates: [11, 7] },
    { family: monotone, mostStates: [6, 5] },
  ],
};

const LONGEST: Record<Effort, readonly [two: number, three: number]> = {
  quick: [5, 3],
  standard: [6, 4],
  deep: [7, 4],
};

/** What is claimed of the best machine of a family: `copied` strings of `possible` = min(N, D^L). */
export type FamilyStatement = (family: string, copied: number, possible: number) => boolean;

/**
 * Searches all families. A statement is checked for each family and size, and whether a family loses anywhere.
 *
 * @param statement - about each size.
 * @param losing - the families that must copy less than the best machine in some size searched.
 */
export function everyFamily(
  statement: FamilyStatement,
  losing: readonly string[],
  only?: readonly UpdateFamily[],
): Method {
  return searchMethod({
    method: 'exhaustion',
    name: 'every-family',
    async search({ effort }, failures, pacer) {
      const searched = SEARCHED[effort].filter(({ family }) => only?.includes(family) ?? true);
      const lost = new Set<string>();
      const rows = [];
      let cases = 0;
      for (const { family, mostStates } of searched) {
        for (const [i, alphabetSize] of [2, 3].entries()) {
          for (let states = 2; states <= mostStates[i]!; states++) {
            if (!family.exists(states)) continue;
            const copiedByLength: number[] = [];
            for (let length = 1; length <= LONGEST[effort][i]!; length++) {
              if (states > alphabetSize ** length) continue;
              const { copied, table, visited } = await bestCopier(family, alphabetSize, states, length, pacer);
              // The search tries no string; this count tries all.
              const counted = exhaustiveError(tableMachine(table), length).copied;
              if (counted !== BigInt(copied))
                throw new Error(`a machine copies ${counted} strings and the search says ${copied}`);
              cases += visited;
              copiedByLength[length] = copied;
              if (copied < states) lost.add(family.name);
              if (statement(family.name, copied, states)) continue;
              failures.add(1, {
                case: { family: family.name, length, copied, machine: table },
                explanation: `The best machine of ${states} states, ${family.words}, copies ${copied} strings of ${length} letters over ${alphabetSize}.`,
              });
            }
            rows.push({
              family: family.name,
              alphabetSize,
              states,
              mostCopied: Object.entries(copiedByLength)
                .map(([length, copied]) => `L = ${length}: ${copied}`)
                .join(', '),
            });
          }
        }
      }
      const winning = losing.filter((name) => !lost.has(name));
      if (winning.length > 0) {
        failures.add(winning.length, {
          case: { families: winning },
          explanation: `In every size searched a machine of the family ${winning.join(', ')} copies as many strings as it has states.`,
        });
      }
      return {
        domain:
          `every start, all maps of the letters and of COPY and every output, up to exchanged letters and renamed states, until a machine copies as many ` +
          `strings as it has states; ${searched
            .map(
              ({ family, mostStates: [two, three] }) =>
                `${family.name} (${family.words}): |S| ≤ ${two} for D = 2, ≤ ${three} for D = 3`,
            )
            .join('; ')}; |S| ≤ D^L, L ≤ ${LONGEST[effort][0]} and ${LONGEST[effort][1]}`,
        cases,
        rows,
      };
    },
  });
}
