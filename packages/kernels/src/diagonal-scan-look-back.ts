/**
 * What a tile of the diagonal scan starts from, found while other tiles are at work: decoupled look-back (Merrill and Garland, 2016)
 * with a fallback (Smith, Levien and Owens, "Decoupled Fallback", SPAA 2025).
 *
 * A tile publishes what it leaves behind from zero as soon as it is known, and what the next one starts from as soon as
 * that is. It looks for the nearest start that is published, and folds onto it what the tiles from there on leave behind. Tiles are
 * numbered by a ticket, in the order in which workgroups begin, so that those before a tile are finished or at work.
 *
 * Nothing waits without bound. WebGPU promises no progress to a workgroup that waits for another, so what is not there after `POLLS`
 * looks in vain is computed from x by the workgroup that misses it, which depends on nobody, and published for all.
 *
 * A number is published by one atomic store of its 32 bits, of which all set means `not yet`; so no order between two stores is needed.
 * The result does not depend on timing: a fold goes forward from wherever it began, with the same operations in the same order as if
 * every tile had waited for the one before, and a fallback does what the missing tile does.
 */
import type { DiagonalScanShape } from './diagonal-scan.js';
import { type ScanTiles, TICKET_WORDS, TILE_CHANNELS } from './diagonal-scan-tiles.js';
import { inOrder, lines } from './unrolled.js';

/** Looks in vain before a tile computes what is missing: some hundred microseconds. */
const POLLS = 256;
/** Starts that are looked at together, and carries that are folded together: loads that are under way at a time. */
const WINDOW = 16;
const BATCH = 8;

/** A number that is not published yet. A NaN of these bits is taken for that, and is found to be NaN by a fallback. */
const EMPTY = '0xffffffffu';

/** The dispatch before: no ticket is taken, the first tile starts from the state, and nothing else is known. */
export function clearWgsl({ channels }: DiagonalScanShape, words: number, workgroup: number, row: number): string {
  return `\
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> carries: array<vec4<u32>>;

fn first(word: u32) -> u32 {
  if (word < ${TICKET_WORDS}u) {
    return 0u;
  }
  if (word < ${TICKET_WORDS + channels}u) {
    return state[word - ${TICKET_WORDS}u];
  }
  return ${EMPTY};
}

@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x + id.y * ${row * workgroup}u;
  if (i < ${words / 4}u) {
    carries[i] = vec4<u32>(first(4u * i), first(4u * i + 1u), first(4u * i + 2u), first(4u * i + 3u));
  }
}
`;
}

/** What the look-back declares outside of the function; it takes `Lane`, `x` and `after` from there. */
export function lookBackDeclarations({ down }: ScanTiles): string {
  return `\
// The ticket; what each tile starts from; what each tile leaves behind from zero.
@group(0) @binding(5) var<storage, read_write> carries: array<atomic<u32>>;

var<workgroup> again: array<array<f32, ${TILE_CHANNELS}>, ${down}>;
var<workgroup> missing: atomic<u32>;
var<workgroup> shared_word: u32;
`;
}

/** Sets `item`: which tile, of which channels, this workgroup takes. */
export const TICKET = `\
  if (index == 0u) {
    atomicStore(&missing, ${EMPTY});
    shared_word = atomicAdd(&carries[0], 1u);
  }
  let item = workgroupUniformLoad(&shared_word);
`;

/** Puts a thread's channels where each of them is a number of its own: other threads write them, and not as components of a vector. */
export function putLane({ width }: ScanTiles, array: string, value: string): string {
  return inOrder(width)
    .map((i) => `${array}[local.y][${width}u * local.x + ${i}u] = ${value}${width === 4 ? `[${i}]` : ''};`)
    .join(' ');
}

/** Sets `before` of each worker, a thread with a channel, from `own`, what the tile leaves behind, and publishes both. */
export function lookBack(cut: ScanTiles): string {
  const { down, steps, tile } = cut;
  const start = (k: number) => `atomicLoad(&carries[starts + (max(top, ${k}u) - ${k}u) * channels])`;
  const left = (k: number) => `atomicLoad(&carries[ends_left + min(next + ${k}u, tile - 1u) * channels])`;
  return `\
  let starts = ${TICKET_WORDS}u + min(channel, channels - 1u);
  let ends_left = starts + tiles * channels;
  var p = tile;
  if (worker) {
    if (tile + 1u < tiles) {
      atomicStore(&carries[ends_left + tile * channels], bitcast<u32>(own));
    }
    // The nearest start that is known; that of the first tile is.
    var found = ${EMPTY};
    var top = tile;
    loop {
${lines(WINDOW, (k) => `let s${k} = ${start(k)};`, '      ')}\
${inOrder(WINDOW)
  .reverse()
  .map((k) => `      if (s${k} != ${EMPTY}) { found = s${k}; p = max(top, ${k}u) - ${k}u; }\n`)
  .join('')}\
      if (found != ${EMPTY} || top < ${WINDOW}u) {
        break;
      }
      top -= ${WINDOW}u;
    }
    before = bitcast<f32>(found);
  }
  loop {
    if (worker) {
      for (var tries = 0u; p < tile && tries < ${POLLS}u; ) {
        let next = p;
${lines(BATCH, (k) => `let v${k} = ${left(k)};`, '        ')}\
        var going = true;
${lines(
  BATCH,
  (k) =>
    `going = going && next + ${k}u < tile && v${k} != ${EMPTY}; ` +
    `if (going) { before = after(before, over, bitcast<f32>(v${k})); p++; }`,
  '        ',
)}\
        if (p == next) {
          tries++;
        }
      }
      if (p < tile) {
        atomicMin(&missing, p);
      }
    }
    workgroupBarrier();
    if (index == 0u) {
      shared_word = atomicLoad(&missing);
    }
    let late = workgroupUniformLoad(&shared_word);
    if (late == ${EMPTY}) {
      break;
    }
    // Not there in time: all of this workgroup computes it. A tile before this one is whole.
    let begin = late * ${tile}u + local.y * ${steps}u;
    var g = x[begin * lanes + lane];
    for (var k = 1u; k < ${steps}u; k++) {
      g = fma(decay, g, x[(begin + k) * lanes + lane]);
    }
    ${putLane(cut, 'again', 'g')}
    if (index == 0u) {
      atomicStore(&missing, ${EMPTY});
    }
    workgroupBarrier();
    if (worker) {
      var theirs = 0.0;
      for (var s = 0u; s < ${down}u; s++) {
        theirs = after(theirs, over_thread, again[s][index]);
      }
      atomicStore(&carries[ends_left + late * channels], bitcast<u32>(theirs));
      if (p == late) {
        before = after(before, over, theirs);
        p++;
      }
    }
    workgroupBarrier();
  }
  if (worker && tile + 1u < tiles) {
    atomicStore(&carries[starts + (tile + 1u) * channels], bitcast<u32>(after(before, over, own)));
  }
`;
}
