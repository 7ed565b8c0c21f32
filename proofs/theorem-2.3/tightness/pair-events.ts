/**
 * What a pair of windows of n letters, d apart, can do in a string of uniform letters: be equal, be the first of a run of
 * equal pairs, or conflict. Each is a set of equations x[t] = x[t+d] and at most one inequality, which a graph on the
 * positions of the string decides.
 */

/** An event of a pair: both windows equal; equal, and not so one place before; equal, and followed by different letters. */
export type PairKind = 'repeat' | 'start' | 'conflict';

/** n equations x[t] = x[t+d], t from `first`, and the t at which x[t] ≠ x[t+d], if there is one. Positions are from 0. */
export interface PairEvent {
  readonly first: number;
  /** d ≥ 1. */
  readonly distance: number;
  readonly differs: number | null;
}

/** The event of the windows at i = `first` and i + `distance`. A run that starts with the string has no place before it. */
export function pairEvent(kind: PairKind, first: number, distance: number, ngram: number): PairEvent {
  if (kind === 'repeat') return { first, distance, differs: null };
  if (kind === 'start') return { first, distance, differs: first === 0 ? null : first - 1 };
  return { first, distance, differs: first + ngram };
}

/** The greatest i + d of the pairs of one kind, at least 0 if there is a pair: a conflict needs a letter behind it. */
export function lastWindow(kind: PairKind, length: number, ngram: number): number {
  return length - ngram - (kind === 'conflict' ? 1 : 0);
}

/** The probability D^(−rank) (1 − 1/D)^differing. */
export interface JointProbability {
  /** How many of the equations are independent. */
  readonly rank: number;
  /** How many of the inequalities say something of their own. */
  readonly differing: number;
}

/** Finds the probability that two events of one string happen together; one at a time, for it keeps its memory. */
export type JointProbabilityOf = (a: PairEvent, b: PairEvent) => JointProbability | null;

/**
 * By union-find. Two letters are forced to be equal if equations join them, and a set of joined letters takes one value:
 * each equation that joins two sets has probability 1/D. An inequality inside a set is impossible; one between two sets
 * has probability 1 − 1/D, and two have (1 − 1/D)² unless they are between the same two sets.
 *
 * @param length - L, above all positions.
 * @param ngram - n, the number of equations of an event.
 * @returns a function that gives the joint probability, or null where it is 0.
 */
export function jointProbabilities(length: number, ngram: number): JointProbabilityOf {
  const parent = new Int32Array(length);
  const find = (t: number): number => {
    let root = t;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  const join = ({ first, distance }: PairEvent): number => {
    let rank = 0;
    for (let t = first; t < first + ngram; t++) {
      const [a, b] = [find(t), find(t + distance)];
      if (a !== b) rank++;
      parent[b] = a;
    }
    return rank;
  };
  return (a, b) => {
    for (let t = 0; t < length; t++) parent[t] = t;
    const rank = join(a) + join(b);
    // The two sets of each inequality as one number.
    let between = -1;
    let differing = 0;
    for (const { differs, distance } of [a, b]) {
      if (differs === null) continue;
      const [u, v] = [find(differs), find(differs + distance)];
      if (u === v) return null;
      const sets = Math.min(u, v) * length + Math.max(u, v);
      if (sets !== between) differing++;
      between = sets;
    }
    return { rank, differing };
  };
}
