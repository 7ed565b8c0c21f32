/**
 * Window mean: out_i = the mean of the last min(m, i + 1) rows of x. It is what a Hard-ALiBi head with W_q = W_k = 0 and window
 * m computes: all visible scores are equal.
 *
 * It costs O(L · width) bytes whatever m is, and still sums nothing but the window's own rows: differences of prefix sums over
 * the whole string would lose what is small after something large has passed. Cut the rows into tiles. A window that ends in
 * tile t is the end of an older tile, whole tiles, and the beginning of tile t:
 *
 *     … |  · · ■ ■ ■ | ■ ■ ■ ■ ■ | ■ ■ ■ · ·  | …
 *            older      whole        tile t
 *
 * The sums of the ends, from the right, and of the beginnings, from the left, cost one addition each and serve all windows of
 * the tile (van Herk; Gil and Werman). One thread does that for four columns, in registers. With tiles of T = min(m, 16)
 * rows nothing is whole up to m = 31: one pass, every row read twice, the second time by a neighbour, so mostly from cache.
 * For wider windows the sums of whole tiles come first; how many whole tiles a window holds is the same for all, so their sums
 * are window sums again, of rows 16 times fewer: the same programs, in scratch of about L/8 rows.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, Precision, TensorSpec } from './kernel-definition.js';
import { packedInput, packedOutput, packsOf, storedIn } from './packed-rows.js';
import { BYTES_OF } from './stored-numbers.js';
import { lines } from './unrolled.js';

/** L rows of `width` numbers; `window` is m, 1 or more; `Infinity` for all rows so far. */
export interface WindowMeanShape {
  readonly length: number;
  readonly width: number;
  readonly window: number;
}

/** x, out: (L, width). */
export const windowMean: KernelDefinition<WindowMeanShape> = {
  name: 'window-mean',
  precisions: ['f32', 'f16'],

  assertShape(shape) {
    for (const name of ['length', 'width'] as const) {
      if (!Number.isSafeInteger(shape[name]) || shape[name] < 1) {
        throw new RangeError(`window-mean: ${name} ${shape[name]}: accepted are positive integers`);
      }
    }
    const { window } = shape;
    if (!((Number.isSafeInteger(window) && window >= 1) || window === Number.POSITIVE_INFINITY)) {
      throw new RangeError(`window-mean: window ${window}: accepted are positive integers and Infinity`);
    }
  },

  tensors({ length, width, window }, precision) {
    const rows = [length, width];
    return [
      { name: 'x', role: 'input', shape: rows, dtype: precision, purpose: 'activations' },
      { name: 'out', role: 'output', shape: rows, dtype: precision, purpose: 'activations' },
      ...levelsOf(length, window)
        .slice(1)
        .flatMap((level, i) => scratchOf(level, i + 1, width)),
    ];
  },

  plan({ length, width, window }, precision, context) {
    const levels = levelsOf(length, window);
    const threads = (level: Level) => Math.ceil(level.rows / level.tile) * packsOf(width);
    const step = (name: string, tensors: readonly string[], wgsl: string, count: number): PlanStep => ({
      program: {
        name: `window-mean ${name}`,
        wgsl,
        features: storedIn(name.endsWith(' 0') ? precision : 'f32').features,
      },
      tensors,
      workgroups: foldWorkgroups(Math.ceil(count / WORKGROUP), context.limits.maxWorkgroupsPerDimension),
    });
    const down: PlanStep[] = [];
    const up: PlanStep[] = [];
    for (const [i, level] of levels.entries()) {
      const next = levels[i + 1];
      const input = i === 0 ? 'x' : sumsName(i);
      const programs = { width, level, stored: i === 0 ? precision : ('f32' as const), context };
      if (next !== undefined) {
        const count = next.rows * packsOf(width);
        down.push(step(`tiles ${i}`, [input, sumsName(i + 1)], tileSumsWgsl(programs, next.rows), count));
      }
      // A window of one tile is the tile.
      if (i === 0 || level.window > 1) {
        const whole = next === undefined ? [] : [next.window > 1 ? windowsName(i + 1) : sumsName(i + 1)];
        const output = i === 0 ? 'out' : windowsName(i);
        up.unshift(step(`windows ${i}`, [input, ...whole, output], windowsWgsl(programs, i === 0), threads(level)));
      }
    }
    return [...down, ...up];
  },

  perOutputPlan({ length, width, window }) {
    const constants = { width, window: Math.min(window, length) };
    return [
      {
        program: { name: 'window-mean', perOutput: { kernel: windowMeanAt, constants, outputs: length * width } },
        tensors: ['x', 'out'],
        workgroups: [1, 1, 1],
      },
    ];
  },

  reference({ length, width, window }, inputs) {
    const x = inputs.x!;
    const out = new Float64Array(length * width);
    for (let i = 0; i < length; i++) {
      const first = Math.max(0, i + 1 - window);
      for (let c = 0; c < width; c++) {
        let sum = 0;
        for (let j = first; j <= i; j++) {
          sum += x[j * width + c]!;
        }
        out[i * width + c] = sum / (i + 1 - first);
      }
    }
    return { out };
  },

  /** For each number of the output its additions, or the three that shared sums take when those are fewer, and one division. */
  cost({ length, width, window }, precision) {
    const most = Math.min(window, length, 4);
    const bytes = length * width * BYTES_OF[precision];
    return { flops: width * ((most * (most + 1)) / 2 + (length - most) * most), bytesRead: bytes, bytesWritten: bytes };
  },
};

const WORKGROUP = 64;
const MOST_TILE_ROWS = 16;

/** Window sums over `rows` rows: window = tiles · tile + rest. */
interface Level {
  readonly rows: number;
  readonly window: number;
  /** T: rows of a tile. */
  readonly tile: number;
  /** Tiles of a window, at least 1; all but one of them are whole in every window. */
  readonly tiles: number;
  readonly rest: number;
}

/** The levels of the plan: the rows themselves, the sums of their tiles, the sums of tiles of those, … */
function levelsOf(length: number, wanted: number): readonly [Level, ...Level[]] {
  const window = Math.min(wanted, length);
  const tile = Math.min(window, MOST_TILE_ROWS);
  const tiles = Math.floor(window / tile);
  const level = { rows: length, window, tile, tiles, rest: window % tile };
  // The last tile is whole in no window that ends in a tile.
  return tiles === 1 ? [level] : [level, ...levelsOf(Math.ceil(length / tile) - 1, tiles - 1)];
}

function sumsName(level: number): string {
  return `tileSums${level}`;
}

function windowsName(level: number): string {
  return `windowSums${level}`;
}

function scratchOf({ rows, window }: Level, i: number, width: number): TensorSpec[] {
  const names = window > 1 ? [sumsName(i), windowsName(i)] : [sumsName(i)];
  return names.map((name) => ({ name, role: 'scratch', shape: [rows, width], dtype: 'f32', purpose: 'scratch' }));
}

interface LevelProgram {
  readonly width: number;
  readonly level: Level;
  readonly stored: Precision;
  readonly context: PlanContext;
}

/** The line that gives a thread its tile and its four columns. */
function placeWgsl(count: number, packs: number, { limits }: PlanContext): string {
  const columns = foldWorkgroups(Math.ceil(count / WORKGROUP), limits.maxWorkgroupsPerDimension)[0];
  return `\
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * ${columns}u + group.x) * ${WORKGROUP}u + thread;
  let tile = index / ${packs}u;
  let pack = index % ${packs}u;
`;
}

/** The sum of each of the first `count` tiles. */
function tileSumsWgsl({ width, level: { tile }, stored, context }: LevelProgram, count: number): string {
  const packs = packsOf(width);
  const directive = storedIn(stored).directive;
  return `${directive}${packedInput(0, 'x', width, stored)}${packedOutput(1, 'out', width, 'f32')}
${placeWgsl(count * packs, packs, context)}\
  if (tile >= ${count}u) {
    return;
  }
${lines(tile, (r) => `let x${r} = x_at(tile * ${tile}u + ${r}u, pack);`)}\
  set_out(tile, pack, ${pairwise(Array.from({ length: tile }, (_, r) => `x${r}`))});
}
`;
}

/** A sum of sums of halves: fewer roundings one after the other. */
function pairwise(terms: readonly string[]): string {
  if (terms.length === 1) {
    return terms[0]!;
  }
  const half = terms.length >> 1;
  return `(${pairwise(terms.slice(0, half))} + ${pairwise(terms.slice(half))})`;
}

/** Sums, or means, of the windows that end in each row. */
function windowsWgsl({ width, level, stored, context }: LevelProgram, mean: boolean): string {
  const { rows, window, tile, tiles, rest } = level;
  const packs = packsOf(width);
  const whole = tiles > 1;
  const count = Math.ceil(rows / tile);
  const last = tile - 1;
  const result = (r: number) => {
    const sum = `older${r} + ${whole ? '(whole + ' : ''}newer${r}${whole ? ')' : ''}`;
    return mean ? `mean(${sum}, first + ${r}u)` : sum;
  };
  return `${storedIn(stored).directive}\
${packedInput(0, 'x', width, stored)}\
${whole ? packedInput(1, 'whole', width, 'f32') : ''}\
${packedOutput(whole ? 2 : 1, 'out', width, stored)}
// The row k before \`end\`, nothing where there is none.
fn before(end: u32, k: u32, pack: u32) -> vec4<f32> {
  return select(vec4<f32>(), x_at(max(end, k) - k, pack), k <= end);
}
${mean ? meanWgsl(window) : ''}
${placeWgsl(count * packs, packs, context)}\
  if (tile >= ${count}u) {
    return;
  }
  let first = tile * ${tile}u;
  // Older rows: those before \`end\`, the more of them the earlier in the tile the window ends.
  let end = ${whole ? `max(first, ${(tiles - 1) * tile}u) - ${(tiles - 1) * tile}u` : 'first'};
${lines(last, (i) => `let back${i + 1} = before(end, ${rest + i + 1}u, pack);`)}\
${lines(tile, (r) => `let row${r} = x_at(min(first + ${r}u, ${rows - 1}u), pack);`)}\
  var older${last} = vec4<f32>();
${
  rest === 0
    ? ''
    : `\
  for (var k = 1u; k <= ${rest}u; k++) {
    older${last} += before(end, k, pack);
  }
`
}\
${lines(last, (i) => `let older${last - i - 1} = older${last - i} + back${i + 1};`)}\
${whole ? '  let whole = select(vec4<f32>(), whole_at(max(tile, 1u) - 1u, pack), tile > 0u);\n' : ''}\
  let newer0 = row0;
${lines(last, (i) => `let newer${i + 1} = newer${i} + row${i + 1};`)}\
${lines(tile, (r) => `if (first + ${r}u < ${rows}u) { set_out(first + ${r}u, pack, ${result(r)}); }`)}\
}
`;
}

function meanWgsl(window: number): string {
  return `
fn mean(sum: vec4<f32>, row: u32) -> vec4<f32> {
  return sum / f32(min(row + 1u, ${window}u));
}
`;
}

/** gpu.js translates this. `first` is an f32 to it, and WGSL counts those by `+= 1`. */
function windowMeanAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  x: number[],
): number {
  // A GPU's quotient may be off in the last place, and its floor by one: the remainder puts that right.
  let row = Math.floor(this.thread.x / this.constants.width);
  row += Math.floor((this.thread.x - row * this.constants.width + 0.5) / this.constants.width);
  const column = this.thread.x - row * this.constants.width;
  const first = Math.max(0, row + 1 - this.constants.window);
  let sum = 0;
  for (let j = first; j <= row; j += 1) {
    sum += x[j * this.constants.width + column]!;
  }
  return sum / (row + 1 - first);
}
