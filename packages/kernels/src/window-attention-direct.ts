/**
 * Attention through a small window straight from memory, for devices with subgroups; window-attention.ts says when.
 *
 * A group of neighbouring threads in one subgroup takes a few neighbouring queries. Each thread has the same loads of 16 bytes of
 * every row, and so a part of every score; no row passes through workgroup memory. The group reads the rows that its queries see
 * between them, and neighbouring groups find what they share in cache. The parts of the scores are added by a reduce-scatter: at
 * every step a thread keeps half of its scores and gives the other half to its partner, so that in the end each score lies
 * complete in one thread, and softmax costs each thread only its share of the exponentials.
 *
 * It wants that threads with neighbouring local indices are neighbours in a subgroup, which holds in a workgroup of one dimension
 * on every device known; WGSL does not promise it. f16 is read by 8 numbers as u32 pairs, so that a load is 16 bytes there too.
 */
import type { PlanContext, Precision } from './kernel-definition.js';
import { floatText, inOrder, lines } from './unrolled.js';
import type { WindowAttentionShape } from './window-attention.js';

/** The largest window for which it is used: the arithmetic of a wider one takes longer than its bytes. */
export const MOST_DIRECT_WINDOW = 32;
/** Threads of a workgroup. */
const THREADS = 128;
/** Threads that share a row, at most: more would only add steps to the sums. */
const MOST_LANES = 16;
/** Loads of a thread for each row, at most: queries and keys stay in registers. */
const MOST_LOADS = 2;
/** Keys whose scores are added together; a power of two, not below MOST_LANES. */
const CHUNK = 16;
/** Below every score, and far from overflow when a score is taken from it. */
const UNSEEN = '-1e38';

/** How threads share the rows. */
export interface DirectWindow {
  /** Threads of a group, a power of two. */
  readonly lanes: number;
  /** Loads of 16 bytes of a thread in each row. */
  readonly loads: number;
  /** Queries of a group. */
  readonly queries: number;
  /** Queries of a workgroup. */
  readonly rows: number;
}

/** How the kernel cuts a shape on a device; null where it is not for it. */
export function directWindow(
  { headDim, window }: WindowAttentionShape,
  precision: Precision,
  { features, limits, subgroupSizes }: PlanContext,
): DirectWindow | null {
  const units = headDim / numbersOf(precision);
  if (
    window > MOST_DIRECT_WINDOW ||
    !Number.isInteger(units) ||
    !features.includes('subgroups') ||
    !subgroupSizes ||
    limits.maxWorkgroupInvocations < THREADS
  ) {
    return null;
  }
  let lanes = 1;
  while (2 * lanes <= Math.min(MOST_LANES, subgroupSizes[0]) && units % (2 * lanes) === 0) {
    lanes *= 2;
  }
  const loads = units / lanes;
  const queries = precision === 'f16' ? 8 : 4;
  return loads > MOST_LOADS ? null : { lanes, loads, queries, rows: (THREADS / lanes) * queries };
}

/** The shader; `columns` is the width of the folded row of workgroups. */
export function directWindowWgsl(
  { heads, length, headDim, window, scale = 1 }: WindowAttentionShape,
  precision: Precision,
  { lanes, loads, queries, rows }: DirectWindow,
  columns: number,
): string {
  const units = headDim / numbersOf(precision);
  const halves = precision === 'f16';
  const tiles = Math.ceil(length / rows);
  const seen = queries + window - 1;
  const masks = inOrder(Math.log2(lanes)).map((bit) => 2 ** bit);
  const kept = CHUNK / lanes;
  const chunks = Math.ceil(window / CHUNK);
  const vectors = inOrder(loads).flatMap((u) => (halves ? [`${u}a`, `${u}b`] : [`${u}`]));
  const element = halves ? 'vec4<u32>' : 'vec4<f32>';

  /** Declares the vectors of a thread in a row. */
  const load = (tensor: string, name: string, row: string): string =>
    inOrder(loads)
      .map((u) => {
        const at = `${tensor}[(base + ${row}) * ${units}u + x${u === 0 ? '' : ` + ${u * lanes}u`}]`;
        return halves
          ? `  let ${name}_${u} = ${at};\n` +
              `  let ${name}_${u}a = vec4<f32>(unpack2x16float(${name}_${u}.x), unpack2x16float(${name}_${u}.y));\n` +
              `  let ${name}_${u}b = vec4<f32>(unpack2x16float(${name}_${u}.z), unpack2x16float(${name}_${u}.w));\n`
          : `  let ${name}_${u} = ${at};\n`;
      })
      .join('');
  // Key j of the `seen` is that of slot j − i of query i. What is before the string is masked, what is after it is not stored.
  const keyRow = (j: number) => `min(max(first + ${j}u, ${window - 1}u) - ${window - 1}u, ${length - 1}u)`;
  const product = (i: number, key: string) => vectors.map((n) => `dot(q${i}_${n}, ${key}_${n})`).join(' + ');
  const queriesOf = (j: number, slots: readonly number[]) => inOrder(queries).filter((i) => slots.includes(j - i));
  const spread = (value: string, join: (other: string) => string) =>
    masks
      .map((mask) =>
        lines(
          queries,
          (i) => `${value}${i} = ${join(`subgroupShuffleXor(${value}${i}, ${mask}u)`).replaceAll('#', `${i}`)};`,
        ),
      )
      .join('');

  const chunkText = (chunk: number): string => {
    const slots = inOrder(Math.min(CHUNK, window - chunk * CHUNK)).map((s) => chunk * CHUNK + s);
    const keys = inOrder(seen).filter((j) => queriesOf(j, slots).length > 0);
    const products = keys.map((j) => {
      const key = `k${chunk}_${j}`;
      const parts = queriesOf(j, slots).map((i) => `  let w${i}_${j - i} = ${product(i, key)};\n`);
      return load('k', key, keyRow(j)) + parts.join('');
    });
    const sums = inOrder(queries).map((i) => {
      const names = inOrder(CHUNK).map((s) =>
        slots.includes(chunk * CHUNK + s) ? `w${i}_${chunk * CHUNK + s}` : '0.0',
      );
      const { text, results } = reduceScatter(names, lanes, `r${i}_${chunk}`);
      const scores = results.map((sum, c) => {
        const slot = `${chunk * CHUNK + c * lanes}u + x`;
        const masked = `first + ${i}u + ${slot} >= ${window - 1}u${slots.length < CHUNK ? ` && ${slot} < ${window}u` : ''}`;
        return `  let s${i}_${chunk * kept + c} = select(${UNSEEN}, ${sum} * ${floatText(scale * Math.LOG2E)}, ${masked});\n`;
      });
      return text + scores.join('');
    });
    return products.join('') + sums.join('');
  };
  const own = (i: number) => inOrder(chunks * kept).map((c) => `s${i}_${c}`);
  const weightOf = (i: number, slot: number) => {
    const at = Math.floor(slot / CHUNK) * kept + Math.floor((slot % CHUNK) / lanes);
    return lanes === 1 ? `e${i}_${at}` : `subgroupShuffle(e${i}_${at}, lane0 + ${slot % lanes}u)`;
  };
  const allSlots = inOrder(window);
  return `enable subgroups;
diagnostic(off, subgroup_uniformity);
// ${lanes} threads a row, ${queries} queries a group
@group(0) @binding(0) var<storage, read> q: array<${element}>;
@group(0) @binding(1) var<storage, read> k: array<${element}>;
@group(0) @binding(2) var<storage, read> v: array<${element}>;
@group(0) @binding(3) var<storage, read_write> out: array<${element}>;

@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let index = group.y * ${columns}u + group.x;
  if (index >= ${heads * tiles}u) {
    return;
  }
  let base = (index / ${tiles}u) * ${length}u;
  let first = (index % ${tiles}u) * ${rows}u + thread / ${lanes}u * ${queries}u;
  let x = lane % ${lanes}u;
  let lane0 = lane - x;
${masks.map((mask) => `  let upper${mask} = (x & ${mask}u) != 0u;\n`).join('')}\
${inOrder(queries)
  .map((i) => load('q', `q${i}`, `min(first + ${i}u, ${length - 1}u)`))
  .join('')}\
${inOrder(chunks).map(chunkText).join('')}\
${lines(queries, (i) => `var top${i} = ${own(i).reduce((a, b) => `max(${a}, ${b})`)};`)}\
${spread('top', (other) => `max(top#, ${other})`)}\
${inOrder(queries)
  .map((i) => lines(chunks * kept, (c) => `let e${i}_${c} = exp2(s${i}_${c} - top${i});`))
  .join('')}\
${lines(
  queries,
  (i) =>
    `var sum${i} = ${lines(chunks * kept, (c) => `e${i}_${c}`, '')
      .trim()
      .split('\n')
      .join(' + ')};`,
)}\
${spread('sum', (other) => `sum# + ${other}`)}\
${inOrder(queries)
  .map((i) => vectors.map((n) => `  var o${i}_${n} = vec4<f32>();\n`).join(''))
  .join('')}\
${inOrder(seen)
  .map((j) => {
    const added = queriesOf(j, allSlots).map((i) => {
      const terms = vectors.map((n) => `o${i}_${n} += weight * v${j}_${n};`).join(' ');
      return `  {\n    let weight = ${weightOf(i, j - i)};\n    ${terms}\n  }\n`;
    });
    return load('v', `v${j}`, keyRow(j)) + added.join('');
  })
  .join('')}\
${inOrder(queries)
  .map((i) => {
    const stores = inOrder(loads).map((u) => {
      const at = `out[(base + first + ${i}u) * ${units}u + x${u === 0 ? '' : ` + ${u * lanes}u`}]`;
      return halves
        ? `    let a${u} = o${i}_${u}a / sum${i};\n    let b${u} = o${i}_${u}b / sum${i};\n` +
            `    ${at} = vec4<u32>(pack2x16float(a${u}.xy), pack2x16float(a${u}.zw), pack2x16float(b${u}.xy), pack2x16float(b${u}.zw));\n`
        : `    ${at} = o${i}_${u} / sum${i};\n`;
    });
    return `  if (first + ${i}u < ${length}u) {\n${stores.join('')}  }\n`;
  })
  .join('')}\
}
`;
}

/** Numbers in 16 bytes. */
function numbersOf(precision: Precision): number {
  return precision === 'f16' ? 8 : 4;
}

/** Adds each of `names` over `lanes` threads; of the sums thread x then has x, x + lanes, … as `results`. */
function reduceScatter(names: readonly string[], lanes: number, tag: string): { text: string; results: string[] } {
  const kept = names.length / lanes;
  // What a thread keeps at the end lies together, so that each step gives away one half.
  let current = inOrder(names.length).map((p) => names[(p % kept) * lanes + Math.floor(p / kept)]!);
  let text = '';
  for (let mask = lanes / 2; mask >= 1; mask /= 2) {
    const half = current.length / 2;
    const [low, high] = [current.slice(0, half), current.slice(half)];
    current = low.map((_, i) => `${tag}_${mask}_${i}`);
    text += lines(half, (i) => {
      const [mine, given] = [
        `select(${low[i]}, ${high[i]}, upper${mask})`,
        `select(${high[i]}, ${low[i]}, upper${mask})`,
      ];
      return `let ${current[i]} = ${mine} + subgroupShuffleXor(${given}, ${mask}u);`;
    });
  }
  return { text, results: current };
}
