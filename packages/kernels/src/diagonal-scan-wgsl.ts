/** The main program of the diagonal scan: a tile in registers, run twice there, with x read and y written once. */
import { decayPowerWgsl } from './decay-power.js';
import type { DiagonalScanShape } from './diagonal-scan.js';
import { lookBack, lookBackDeclarations, putLane, TICKET } from './diagonal-scan-look-back.js';
import { type ScanTiles, TILE_CHANNELS } from './diagonal-scan-tiles.js';
import { lines } from './unrolled.js';

/**
 * The shader. One tile starts from the state; many look back, and bind `carries` as well.
 *
 * @param row the width of the folded row of workgroups.
 */
export function tileWgsl({ length, channels }: DiagonalScanShape, cut: ScanTiles, row: number): string {
  const { width, lanes, across, down, steps, tile, tiles, groups } = cut;
  const many = tiles > 1;
  const ofChannel = (array: string) => (width === 4 ? `${array}[channel / 4u][channel % 4u]` : `${array}[channel]`);
  const output = (k: number) => `h = fma(decay, h, x${k}); out[(t + ${k}u) * lanes + lane] = read * h;`;
  return `\
alias Lane = ${width === 4 ? 'vec4<f32>' : 'f32'};
const steps = ${length}u;
const lanes = ${lanes}u;
const channels = ${channels}u;
const tiles = ${tiles}u;
const groups = ${groups}u;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read> c: array<Lane>;
@group(0) @binding(3) var<storage, read_write> state: array<Lane>;
@group(0) @binding(4) var<storage, read_write> out: array<Lane>;
${many ? lookBackDeclarations(cut) : ''}
${decayPowerWgsl('f32')}
// In halves, so that a power that f32 cannot hold does not take a large state with it.
fn after(h: f32, half: Decay, own: f32) -> f32 {
  return decayed(decayed(h, half), half) + own;
}

var<workgroup> ends: array<array<f32, ${TILE_CHANNELS}>, ${down}>;

@compute @workgroup_size(${across}, ${down})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
${many ? TICKET : `  let item = group.x + group.y * ${row}u;\n`}\
  if (item >= tiles * groups) {
    return;
  }
  let tile = item / groups;
  let lane0 = item % groups * ${across}u;
  let lane = min(lane0 + local.x, lanes - 1u);
  let t = tile * ${tile}u + local.y * ${steps}u;
${lines(steps, (k) => `var x${k} = Lane();`)}\
  if (t + ${steps}u <= steps) {
${lines(steps, (k) => `x${k} = x[(t + ${k}u) * lanes + lane];`, '    ')}\
  } else {
${lines(steps, (k) => `if (t + ${k}u < steps) { x${k} = x[(t + ${k}u) * lanes + lane]; }`, '    ')}\
  }
  let decay = a[lane];
  var h = x0;
${lines(steps - 1, (k) => `h = fma(decay, h, x${k + 1});`)}\
  ${putLane(cut, 'ends', 'h')}

  // The first threads have a channel each.
  let channel = lane0 * ${width}u + index;
  let worker = index < ${TILE_CHANNELS}u && channel < channels;
  var over_thread: Decay;
${many ? '  var over: Decay;\n' : ''}\
  if (worker) {
    over_thread = decayPower(${ofChannel('a')}, ${steps / 2}u);
${many ? `    over = decayPower(${ofChannel('a')}, ${tile / 2}u);\n` : ''}\
  }
  workgroupBarrier();
  var before = 0.0;
${
  many
    ? `\
  var own = 0.0;
  if (worker) {
    for (var s = 0u; s < ${down}u; s++) {
      own = after(own, over_thread, ends[s][index]);
    }
  }
${lookBack(cut)}`
    : `\
  if (worker) {
    before = ${ofChannel('state')};
  }
`
}\
  // What each thread's steps leave behind becomes what they start from.
  if (worker) {
    for (var s = 0u; s < ${down}u; s++) {
      let end = ends[s][index];
      ends[s][index] = before;
      before = after(before, over_thread, end);
    }
  }
  workgroupBarrier();

  if (lane0 + local.x >= lanes || t >= steps) {
    return;
  }
${lines(width, (i) => `h${width === 4 ? `[${i}]` : ''} = ends[local.y][${width}u * local.x + ${i}u];`)}\
  let read = c[lane];
  if (t + ${steps}u <= steps) {
${lines(steps, output, '    ')}\
  } else {
${lines(steps, (k) => `if (t + ${k}u < steps) { ${output(k)} }`, '    ')}\
  }
  if (t + ${steps}u >= steps) {
    state[lane] = h;
  }
}
`;
}
