/** How many states the strings of a size need after COPY, counted, beside what repeat-free strings alone prove. */
import { type Effort, type Evidence, exact, type Method } from '@verbatim/evidence';
import { countRepeatFreeStrings, repeatedNgram, stringsOf } from '@verbatim/tasks';
import { type LookupSize, lookupSizes, lookupSizesInWords } from '../../common/lookup-queries.js';
import { distinctTables, inConflict, lookUpTable, statesNeeded } from './look-up-tables.js';

const QUICK = [
  ...lookupSizes(2, 1, 1, 4),
  ...lookupSizes(2, 2, 1, 5),
  ...lookupSizes(2, 1, 2, 5),
  ...lookupSizes(3, 1, 1, 3),
  ...lookupSizes(2, 3, 1, 5),
];

/** Each size once. */
const different = (sizes: readonly LookupSize[]): LookupSize[] => [
  ...new Map(sizes.map((size) => [lookupSizesInWords([size]), size])).values(),
];

const SIZES: Record<Effort, readonly LookupSize[]> = {
  quick: QUICK,
  standard: different([
    ...QUICK,
    ...lookupSizes(2, 2, 1, 7),
    ...lookupSizes(2, 3, 1, 7),
    ...lookupSizes(2, 3, 2, 7),
    ...lookupSizes(3, 1, 1, 4),
    ...lookupSizes(3, 2, 1, 4),
    ...lookupSizes(4, 1, 1, 3),
  ]),
  deep: different([
    ...QUICK,
    ...lookupSizes(2, 2, 1, 9),
    ...lookupSizes(2, 3, 1, 9),
    ...lookupSizes(2, 4, 1, 9),
    ...lookupSizes(3, 1, 1, 5),
    ...lookupSizes(3, 2, 1, 5),
    ...lookupSizes(4, 1, 1, 4),
    ...lookupSizes(5, 1, 1, 3),
  ]),
};

/** Two strings of one size. */
interface StringPair extends LookupSize {
  readonly one: readonly number[];
  readonly other: readonly number[];
}

/** The strings of a size by their first n letters, those that `keep` keeps. */
function byFirstNgram({ alphabetSize, ngram, length }: LookupSize, keep: (x: Uint32Array, ngram: number) => boolean) {
  const groups = new Map<string, Uint32Array[]>();
  for (const x of stringsOf(alphabetSize, length)) {
    if (!keep(x, ngram)) continue;
    const first = x.slice(0, ngram).join();
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [x]);
    else group.push(x);
  }
  return [...groups.values()];
}

const repeatFree = (x: Uint32Array, ngram: number) => repeatedNgram(x, ngram) === null;

/**
 * Two different strings without a repeated n-gram that begin with the same n letters have a key with different answers: the
 * n-gram before their first difference, or the last that k letters follow.
 *
 * @param keep - which strings; for controls.
 */
export function repeatFreeConflict(keep = repeatFree): Method {
  return exact<StringPair>({
    name: 'repeat-free-conflict',
    domain: (effort) =>
      `every two different strings of L letters over D without a repeated n-gram and with the same first n letters, (D, n, k, L) = ` +
      `${lookupSizesInWords(SIZES[effort])}: some n-gram that occurs once in each is followed by other k letters`,
    *cases(effort) {
      for (const size of SIZES[effort]) {
        for (const group of byFirstNgram(size, keep)) {
          for (let i = 0; i < group.length; i++) {
            for (let j = 0; j < i; j++) yield { ...size, one: [...group[i]!], other: [...group[j]!] };
          }
        }
      }
    },
    holds: ({ ngram, answerLength, one, other }) =>
      inConflict(lookUpTable(one, ngram, answerLength), lookUpTable(other, ngram, answerLength)),
    describe: ({ alphabetSize, ngram, answerLength, one, other }) => ({
      alphabetSize,
      ngram,
      answerLength,
      one: [...one],
      other: [...other],
    }),
    explain: ({ one, other }) => `No key tells ${one.join(' ')} from ${other.join(' ')}.`,
  });
}

interface CountedTables {
  readonly strings: number;
  readonly repeatFree: bigint;
  readonly proved: number;
  readonly tables: number;
  readonly states: { readonly least: number; readonly most: number };
}

function counted(size: LookupSize): CountedTables {
  const { alphabetSize, ngram, answerLength, length } = size;
  const all = [...stringsOf(alphabetSize, length)];
  const tables = distinctTables(all.map((x) => lookUpTable(x, ngram, answerLength)));
  const groups = byFirstNgram(size, repeatFree);
  return {
    strings: all.length,
    repeatFree: countRepeatFreeStrings(alphabetSize, length, ngram),
    proved: Math.max(1, ...groups.map((group) => group.length)),
    tables: tables.length,
    states: statesNeeded(tables),
  };
}

/**
 * For each size: the different look-up tables; the least number of states after COPY that answers all queries, which is the least
 * number of groups of tables without a conflict inside; and what is proved of it, the most repeat-free strings with the same first n
 * letters, at least R/D^n.
 *
 * @param fewer - how much fewer states are claimed to do; 0 but for controls.
 */
export function tablesCounted(fewer = 0): Method {
  return {
    method: 'exact',
    name: 'tables-counted',
    async run(context) {
      const sizes = SIZES[context.effort];
      const rows: object[] = [];
      const found = await exact<LookupSize>({
        name: 'tables-counted',
        domain: () =>
          `all strings of L letters over D with their look-up tables, (D, n, k, L) = ${lookupSizesInWords(sizes)}: R/D^n ≤ the most repeat-free ` +
          'strings with the same first n letters ≤ the states that are needed after COPY ≤ the different tables',
        cases: () => sizes,
        holds(size) {
          const { strings, repeatFree: free, proved, tables, states } = counted(size);
          const { alphabetSize, ngram, answerLength, length } = size;
          rows.push({
            alphabetSize,
            ngram,
            answerLength,
            length,
            strings,
            repeatFree: String(free),
            provedStates: proved,
            neededStates: states.least === states.most ? states.least : `${states.least}–${states.most}`,
            tables,
          });
          const power = BigInt(alphabetSize) ** BigInt(ngram);
          return free <= BigInt(proved) * power && proved <= states.least - fewer && states.most <= tables;
        },
        describe: ({ alphabetSize, ngram, answerLength, length }) => ({ alphabetSize, ngram, answerLength, length }),
        explain: (size) => {
          const { proved, states } = counted(size);
          return `${states.least - fewer} states are claimed to do, and ${proved} strings are pairwise in conflict.`;
        },
      }).run(context);
      const evidence: Evidence = { ...found, numbers: JSON.parse(JSON.stringify(rows)) };
      return evidence;
    },
  };
}
