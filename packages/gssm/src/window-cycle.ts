/**
 * Cycles of every length in the de Bruijn graph: s letters in a circle whose s windows of k = ⌈log_D s⌉ letters are all
 * different, for every s. For s = D^k that is a de Bruijn cycle.
 *
 * Words of k letters are edges between words of k − 1 letters, from their first k − 1 to their last k − 1. A set of s edges
 * that enters each vertex as often as it leaves it, and is connected, has an Euler circuit, and the circuit spells the
 * cycle. Such a set is made in two steps.
 *
 * 1. *Balanced sets of every size.* Write s − 1 in base D with digits d_(k−1) … d_0. One letter words: the d_0 + 1 letters
 *    0 … d_0, all loops of the one vertex. From a balanced set V of words of i letters, of size m, to one of words of i + 1
 *    letters: edges come in blocks, one for each word w of i − 1 letters, from the vertices aw to the vertices wb. V being
 *    balanced, as many a have aw in V as b have wb in V; let π_w be the bijection of letters that takes the first kind to
 *    the second and the rest to the rest, in order. Take all edges a w π_w(a + c) with c = 1 … d_i (letters modulo D),
 *    and a w π_w(a) for aw in V. Every vertex v has as many edges out as in, d_i, or d_i + 1 if v is in V, and there are
 *    d_i·D^i + m in all.
 * 2. *Connecting.* The leading digit is not 0, so every vertex has edges. If a block has edges a w b and a' w b' in two
 *    components, exchange them for a w b' and a' w b. In- and outdegrees stay. Each component has an Euler circuit, so it
 *    stays connected without one edge, and the two new edges join what is left of both. After one pass over the blocks each
 *    block lies in one component, and since the graph of all edges is connected there is one component in all.
 *
 * Both steps and the circuit take time and memory O(D^k), at most D·s. That such cycles exist is due to Lempel (1971); the
 * construction is this project's own (docs/beyond.md).
 */

import { vocabulary } from '@verbatim/tasks';

// 256 MiB of edge marks.
const MOST_WINDOWS = 2 ** 28;

/** k = ⌈log_D s⌉: the least k with D^k ≥ s. */
export function windowLength(alphabetSize: number, length: number): number {
  let k = 0;
  for (let windows = 1; windows < length; windows *= alphabetSize) k++;
  return k;
}

/**
 * A cycle of s letters whose s windows of k = ⌈log_D s⌉ letters are all different; for s = 1 the letter 0.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - s ≥ 1.
 * @returns (s) letters.
 * @throws RangeError if D or s is out of its range, or D^k exceeds 2²⁸.
 */
export function windowCycle(alphabetSize: number, length: number): Uint32Array {
  vocabulary(alphabetSize);
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`cycle of ${length} letters: accepted is an integer of at least 1`);
  }
  const k = windowLength(alphabetSize, length);
  if (alphabetSize ** k > MOST_WINDOWS) {
    throw new RangeError(
      `cycle of ${length} letters of ${alphabetSize}: accepted are as many as fit into ${MOST_WINDOWS} windows of one length`,
    );
  }
  if (k === 0) return new Uint32Array(1);
  const edges = balancedWords(alphabetSize, k, length);
  if (k > 1) connect(alphabetSize, k, edges);
  return eulerCircuit(alphabetSize, k, edges, length);
}

/** Step 1: marks on the D^k words of k letters, `length` of which are set. */
function balancedWords(alphabetSize: number, k: number, length: number): Uint8Array {
  let words: Uint8Array = new Uint8Array(alphabetSize);
  let rest = length - 1;
  words.fill(1, 0, (rest % alphabetSize) + 1);
  for (let i = 1; i < k; i++) {
    rest = Math.floor(rest / alphabetSize);
    words = longerWords(alphabetSize, words, rest % alphabetSize);
  }
  return words;
}

/** From marks on words of i letters to marks on words of i + 1: `digit` edges a vertex, and one more where it is marked. */
function longerWords(alphabetSize: number, marked: Uint8Array, digit: number): Uint8Array {
  const blocks = marked.length / alphabetSize;
  const longer = new Uint8Array(marked.length * alphabetSize);
  const sources = new Uint32Array(alphabetSize);
  const targets = new Uint32Array(alphabetSize);
  const bijection = new Uint32Array(alphabetSize);
  for (let w = 0; w < blocks; w++) {
    const isSource = (a: number) => marked[a * blocks + w] === 1;
    markedFirst(sources, isSource);
    markedFirst(targets, (b) => marked[w * alphabetSize + b] === 1);
    for (let a = 0; a < alphabetSize; a++) bijection[sources[a]] = targets[a];
    for (let a = 0; a < alphabetSize; a++) {
      const from = (a * blocks + w) * alphabetSize;
      for (let c = isSource(a) ? 0 : 1; c <= digit; c++) longer[from + bijection[(a + c) % alphabetSize]] = 1;
    }
  }
  return longer;
}

/** Writes the letters in order, those that are marked before those that are not. */
function markedFirst(letters: Uint32Array, isMarked: (letter: number) => boolean): void {
  let written = 0;
  for (const marked of [true, false]) {
    for (let letter = 0; letter < letters.length; letter++)
      if (isMarked(letter) === marked) letters[written++] = letter;
  }
}

/** Step 2, in place. */
function connect(alphabetSize: number, k: number, edges: Uint8Array): void {
  const vertices = alphabetSize ** (k - 1);
  const blocks = vertices / alphabetSize;
  const parent = Uint32Array.from({ length: vertices }, (_, vertex) => vertex);
  const find = (vertex: number): number => {
    let root = vertex;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  for (let edge = 0; edge < edges.length; edge++) {
    if (edges[edge] === 1) parent[find(Math.floor(edge / alphabetSize))] = find(edge % vertices);
  }
  const edgeOf = (a: number, w: number, b: number) => (a * blocks + w) * alphabetSize + b;
  for (let w = 0; w < blocks; w++) {
    const found: [a: number, b: number][] = [];
    for (let a = 0; a < alphabetSize; a++) {
      for (let b = 0; b < alphabetSize; b++) if (edges[edgeOf(a, w, b)] === 1) found.push([a, b]);
    }
    let [a, b] = found[0];
    for (const [otherA, otherB] of found) {
      const [root, other] = [find(a * blocks + w), find(otherA * blocks + w)];
      if (root === other) continue;
      edges[edgeOf(a, w, b)] = 0;
      edges[edgeOf(otherA, w, otherB)] = 0;
      edges[edgeOf(a, w, otherB)] = 1;
      edges[edgeOf(otherA, w, b)] = 1;
      parent[other] = root;
      b = otherB;
    }
  }
}

/** Hierholzer's circuit through all marked edges, as the first letters of their words. */
function eulerCircuit(alphabetSize: number, k: number, edges: Uint8Array, length: number): Uint32Array {
  const vertices = alphabetSize ** (k - 1);
  const nextLetter = new Uint32Array(vertices);
  // The edges of the walk that is not yet part of the circuit; its first entry is a start without an edge.
  const walk = new Uint32Array(length + 1);
  let depth = 0;
  let vertex = Math.floor(edges.indexOf(1) / alphabetSize);
  const circuit = new Uint32Array(length);
  let left = length;
  while (left > 0) {
    while (nextLetter[vertex] < alphabetSize && edges[vertex * alphabetSize + nextLetter[vertex]] === 0) {
      nextLetter[vertex]++;
    }
    if (nextLetter[vertex] < alphabetSize) {
      const edge = vertex * alphabetSize + nextLetter[vertex]++;
      walk[++depth] = edge;
      vertex = edge % vertices;
    } else {
      const edge = walk[depth--];
      circuit[--left] = Math.floor(edge / vertices);
      vertex = Math.floor(edge / alphabetSize);
    }
  }
  return circuit;
}
