/**
 * The first program of the selective scan: every segment from zero, with its outputs, what it leaves behind, and sums of Δ.
 *
 * Δ, x, B and C go through workgroup memory, a few steps at a time, in two sets: while one is worked on, the next is on its way, and
 * there is one barrier a set. A thread has the states of its channels in registers; where several threads share a channel, their
 * parts of an output are added by a reduce-scatter, so that each ends with the outputs of some of the channels.
 */
import type { SelectiveScanShape } from './selective-scan.js';
import { type ScratchLayout, type SegmentCut, STAGE, type ThreadForm } from './selective-scan-cut.js';
import { inOrder, lines } from './unrolled.js';

/** Steps that are written out. */
const UNROLL = 4;

/** The shader; `row` is the width of the folded row of workgroups. */
export function segmentsWgsl(
  { length, channels, states }: SelectiveScanShape,
  { segment, count, chunk }: SegmentCut,
  { totals, spans }: ScratchLayout,
  form: ThreadForm,
  row: number,
): string {
  const { parts, own, each, width, across, threads } = form;
  const quads = states / 4;
  const ownQuads = own / 4;
  const columns = Math.ceil(channels / across);
  const packs = across / width;
  const { text: sums, names: summed } = reduceScatter(
    inOrder(each).map((k) => `y${k}`),
    parts,
  );
  // Outputs of a thread, and threads that end with the same ones.
  const results = summed.length;
  const copies = (parts * results) / each;
  const perState = (line: (k: number, q: number) => string, indent: string) =>
    lines(each * ownQuads, (i) => line(Math.floor(i / ownQuads), i % ownQuads), indent);

  /** What `count` numbers take of each thread: element `e` of theirs, by turns. */
  const turns = (elements: number, text: (i: number) => string) =>
    inOrder(Math.ceil(elements / threads))
      .map((i) => {
        const body = text(i);
        const all = (i + 1) * threads <= elements;
        return `    { let e = thread + ${i * threads}u; ${all ? body : `if (e < ${elements}u) { ${body} }`} }\n`;
      })
      .join('');
  const inputs = STAGE * packs;
  const rows = STAGE * quads;
  const load = (first: string) =>
    `    next = ${first};\n` +
    turns(
      inputs,
      (i) =>
        `let t = next + e / ${packs}u; step${i} = Lane(); input${i} = Lane(); ` +
        `if (t < last && lane0 + e % ${packs}u < ${channels / width}u) ` +
        `{ let at = t * ${channels / width}u + lane0 + e % ${packs}u; step${i} = delta[at]; input${i} = x[at]; }`,
    ) +
    turns(
      2 * rows,
      (i) =>
        `let at = min(next + e % ${rows}u / quads, steps - 1u) * quads + e % quads; ` +
        `if (e < ${rows}u) { row${i} = b[at]; } else { row${i} = c[at]; }`,
    );
  const store = (set: string) =>
    turns(inputs, (i) => `stage_delta[${set}][e] = step${i}; stage_x[${set}][e] = input${i};`) +
    turns(2 * rows, (i) => `stage_rows[${set}][e] = row${i};`);

  /** The values of a thread's channels in row s of a staged tensor: a declaration, and the name of each. */
  const staged = (array: string, name: string, s: string): { text: string; of: (k: number) => string } => {
    const at = (slot: string) => `${array}[now][${s} * ${packs}u + ${slot}]`;
    if (width === 1) {
      return { text: `let ${name} = ${at('slot')};`, of: () => name };
    }
    if (each === 4) {
      return { text: `let ${name} = ${at('slot')};`, of: (k) => `${name}.${'xyzw'[k]}` };
    }
    if (each === 2) {
      const pair = `let ${name}_both = ${at('slot / 2u')}; let ${name} = select(${name}_both.xy, ${name}_both.zw, slot % 2u == 1u);`;
      return { text: pair, of: (k) => `${name}.${'xy'[k]}` };
    }
    return { text: `let ${name} = ${at('slot / 4u')}[slot % 4u];`, of: () => name };
  };

  const step = (u: number): string => {
    const s = `(s + ${u}u)`;
    const deltas = staged('stage_delta', 'deltas', s);
    const values = staged('stage_x', 'values', s);
    const throughX = (i: number) => {
      const at = `stage_x[now][${s} * ${packs}u + (mine + ${i}u - lane0 * ${width}u) / ${width}u]`;
      return `through${i} * ${at}${width === 4 ? `[(mine + ${i}u) % 4u]` : ''}`;
    };
    const dots = (k: number) =>
      inOrder(ownQuads)
        .map((q) => `dot(c${q}, h${k}_${q})`)
        .join(' + ');
    return `\
      {
        ${deltas.text}
        ${values.text}
${lines(each, (k) => `let d${k} = ${deltas.of(k)}; let push${k} = d${k} * ${values.of(k)}; span${k} += d${k};`, '        ')}\
${lines(ownQuads, (q) => `let b${q} = stage_rows[now][${s} * quads + part * ${ownQuads}u + ${q}u];`, '        ')}\
${lines(ownQuads, (q) => `let c${q} = stage_rows[now][${rows}u + ${s} * quads + part * ${ownQuads}u + ${q}u];`, '        ')}\
${perState((k, q) => `h${k}_${q} = exp2(d${k} * a${k}_${q}) * h${k}_${q} + push${k} * b${q};`, '        ')}\
${lines(each, (k) => `let y${k} = ${dots(k)};`, '        ')}\
${sums.map((line) => `        ${line}\n`).join('')}\
        if (${copies > 1 ? `part % ${copies}u == 0u && ` : ''}start + ${s} < last) {
${lines(
  results,
  (i) =>
    `if (mine + ${i}u < channels) { out[(start + ${s}) * channels + mine + ${i}u] = ${summed[i]} + ${throughX(i)}; }`,
  '          ',
)}\
        }
      }
`;
  };

  return `\
${parts > 1 ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n' : ''}\
alias Lane = ${width === 4 ? 'vec4<f32>' : 'f32'};
const steps = ${length}u;
const channels = ${channels}u;
const quads = ${quads}u;
// exp(z) is taken as exp2(z·log2 e), the exponential that GPUs have.
const log2e = ${Math.LOG2E};

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> delta: array<Lane>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> c: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
// By numbers: threads write neighbouring ones, which must not be components of one vector.
@group(0) @binding(6) var<storage, read_write> carries: array<f32>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

var<workgroup> stage_delta: array<array<Lane, ${inputs}>, 2>;
var<workgroup> stage_x: array<array<Lane, ${inputs}>, 2>;
var<workgroup> stage_rows: array<array<vec4<f32>, ${2 * rows}>, 2>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let item = group.x + group.y * ${row}u;
  if (item >= ${count * columns}u) {
    return;
  }
  let index = item / ${columns}u;
  let lane0 = item % ${columns}u * ${packs}u;
  let first = index * ${segment}u;
  let last = min(first + ${segment}u, steps);
  let part = thread % ${parts}u;
  let slot = thread / ${parts}u;
  let channel = lane0 * ${width}u + slot * ${each}u;
  // The first of the channels whose outputs this thread ends with.
  let mine = channel + part / ${copies}u * ${results}u;
${lines(Math.log2(parts), (i) => `let upper${2 ** i} = (part & ${2 ** i}u) != 0u;`)}\
${lines(results, (i) => `let through${i} = d[min(mine + ${i}u, channels - 1u)];`)}\
${perState((k, q) => {
  const at = `min(channel + ${k}u, channels - 1u) * quads + part * ${ownQuads}u + ${q}u`;
  return `let a${k}_${q} = log2e * a[${at}]; var h${k}_${q} = vec4<f32>();`;
}, '  ')}\
${lines(each, (k) => `var span${k} = 0.0;`)}\
${lines(Math.ceil(inputs / threads), (i) => `var step${i} = Lane(); var input${i} = Lane();`)}\
${lines(Math.ceil((2 * rows) / threads), (i) => `var row${i} = vec4<f32>();`)}\
  var next = 0u;
${load('first')}\
${store('0u')}\
  workgroupBarrier();
  var now = 0u;
  for (var start = first; start < last; start += ${STAGE}u) {
${load(`start + ${STAGE}u`)}\
    if (part == 0u && (start - first) % ${chunk}u == 0u) {
${lines(
  each,
  (k) =>
    `if (channel + ${k}u < channels) { ` +
    `carries[${4 * spans}u + start / ${chunk}u * channels + channel + ${k}u] = span${k}; }`,
  '      ',
)}\
    }
    for (var s = 0u; s < ${STAGE}u; s += ${UNROLL}u) {
${inOrder(UNROLL).map(step).join('')}\
    }
${store('1u - now')}\
    workgroupBarrier();
    now = 1u - now;
  }
${lines(
  each,
  (k) => `\
if (channel + ${k}u < channels) {
${lines(
  ownQuads,
  (q) => {
    const at = `4u * ((index * quads + part * ${ownQuads}u + ${q}u) * channels + channel + ${k}u)`;
    return `{ let at = ${at}; ${inOrder(4)
      .map((i) => `carries[at + ${i}u] = h${k}_${q}[${i}];`)
      .join(' ')} }`;
  },
  '    ',
)}\
    if (part == 0u) {
      carries[${4 * totals}u + index * channels + channel + ${k}u] = span${k};
    }
  }`,
)}\
}
`;
}

/** Lines that add names over `parts` neighbouring threads, and the names that a thread ends with: its share, or all the same one. */
function reduceScatter(values: readonly string[], parts: number): { text: string[]; names: string[] } {
  const text: string[] = [];
  let names = [...values];
  for (let bit = parts / 2; bit >= 1; bit /= 2) {
    const other = (name: string) => `subgroupShuffleXor(${name}, ${bit}u)`;
    const half = names.length / 2;
    const next = inOrder(Math.ceil(half)).map((i) => `sum${bit}_${i}`);
    text.push(
      ...next.map((sum, i) =>
        names.length === 1
          ? `let ${sum} = ${names[0]} + ${other(names[0]!)};`
          : `let ${sum} = select(${names[i]}, ${names[i + half]}, upper${bit}) + ` +
            `${other(`select(${names[i + half]}, ${names[i]}, upper${bit})`)};`,
      ),
    );
    names = next;
  }
  return { text, names };
}
