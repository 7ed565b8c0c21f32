/**
 * The plan of recurrences that are sequential in the length: step t needs all of h_{t−1}, through a product with the recurrent
 * weights U and a tanh, so no chunk can start before the one before it has ended. Each step is a product of a vector and
 * a matrix, far too little work for a large GPU, and what bounds a step is waiting, not arithmetic:
 * - small U (at most 128 KiB, which stays in the cache of one multiprocessor): one workgroup runs through time, and a step lasts as
 *   long as its reads of U from that cache and its barriers;
 * - larger U: one dispatch a step, eight hidden units a workgroup, so that all multiprocessors share the reads of U; a step lasts as
 *   long as one dispatch after another takes to start, some microseconds, whatever is in it. Workgroups cannot wait
 *   for one another inside a dispatch: WebGPU promises no progress to those that wait.
 *
 * h_{t−1} is read where it was written, in the output. Dispatches are all the same; each workgroup counts the steps it has taken
 * in a word of its own, so that nothing but the order of dispatches is relied on.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, PlanContext, PlanStep, TensorSpec } from './kernel-definition.js';
import { assertCounts } from './scan-chunks.js';
import { clearClocksWgsl } from './step-clocks.js';

/** Sizes of a recurrence over a whole input. */
export interface SequentialShape {
  readonly length: number;
  /** Hidden units, at most 2,048. */
  readonly hidden: number;
}

/** What differs between recurrences. */
export interface Cell {
  readonly name: string;
  /** Numbers that a hidden unit takes from x and U. */
  readonly gates: 1 | 3 | 4;
  /** WGSL of what the product with U is added to, made of `input`, what x has for the unit; that itself if left out. */
  readonly start?: string;
  /** WGSL that makes `now` of `gates`, and keeps `c[unit]` where there is one. */
  readonly wgsl: string;
  /** What there is a number of for every unit beside h: a state c, or weights `bias`. */
  readonly beside?: 'c' | 'bias';
  /** Operations of a hidden unit at a step, beside the product with U. */
  readonly operationsPerUnit: number;
}

const MOST_HIDDEN = 2048;
const WORKGROUP = 256;
/** Bytes of U up to which one workgroup does it all. */
const SMALL_WEIGHTS = 2 ** 17;
/** Steps in one dispatch of one workgroup: no dispatch lasts so long that a driver takes the device for hung. */
const STEPS_AT_ONCE = 2 ** 12;

/** @throws RangeError for sizes that are not accepted. */
export function assertSequential(kernel: string, sizes: Pick<SequentialShape, 'hidden'> | SequentialShape): void {
  assertCounts(kernel, { ...sizes });
  if (sizes.hidden > MOST_HIDDEN) {
    throw new RangeError(`${kernel}: hidden ${sizes.hidden}: accepted are 1 … ${MOST_HIDDEN}`);
  }
}

/**
 * tanh that is right for small arguments, where a GPU's own is a difference of exponentials, and for large ones, where
 * those overflow. Below ¼ by its series, whose next term is less than 10⁻⁸ of it.
 */
const TANH_WGSL = `\
fn tanhOf(x: f32) -> f32 {
  let square = x * x;
  let series = x * (1.0 + square * (-1.0 / 3.0 + square * (2.0 / 15.0 + square * (-17.0 / 315.0 + square * (62.0 / 2835.0)))));
  return select(1.0 - 2.0 / (exp(2.0 * clamp(x, -15.0, 15.0)) + 1.0), series, square < 0.0625);
}
`;

/** How the work is shared out. */
function layoutOf({ length, hidden }: SequentialShape, { gates }: Cell) {
  const alone = 4 * gates * hidden * hidden <= SMALL_WEIGHTS;
  const stepsAtOnce = alone ? STEPS_AT_ONCE : 1;
  // Units beside one another in a workgroup; the other threads share out the sums.
  const units = alone ? 32 : 8;
  return {
    units,
    parts: WORKGROUP / units,
    unitsPerWorkgroup: alone ? hidden : units,
    workgroups: alone ? 1 : Math.ceil(hidden / units),
    stepsAtOnce,
    dispatches: Math.ceil(length / stepsAtOnce),
  };
}

/**
 * x (length, hidden, gates) and u (hidden, hidden, gates), u[k][j] from unit k to unit j; h, c, bias (hidden); out (length,
 * hidden). An axis of one gate is left out, and so is the length when `step` is set.
 */
export function sequentialTensors(
  shape: SequentialShape,
  cell: Cell,
  { step }: { readonly step: boolean },
): TensorSpec[] {
  const { length, hidden } = shape;
  const { workgroups, dispatches } = layoutOf(shape, cell);
  const time = step ? [] : [length];
  const gates = cell.gates === 1 ? [] : [cell.gates];
  const state = { role: 'updated', shape: [hidden], dtype: 'f32', purpose: 'state' } as const;
  return [
    { name: 'x', role: 'input', shape: [...time, hidden, ...gates], dtype: 'f32', purpose: 'activations' },
    { name: 'u', role: 'input', shape: [hidden, hidden, ...gates], dtype: 'f32', purpose: 'weights' },
    { name: 'h', ...state },
    ...besideOf(cell, hidden),
    { name: 'out', role: 'output', shape: [...time, hidden], dtype: 'f32', purpose: 'activations' },
    ...(dispatches === 1
      ? []
      : [{ name: 'clock', role: 'scratch', shape: [workgroups], dtype: 'u32', purpose: 'scratch' } as const]),
  ];
}

function besideOf({ beside }: Cell, hidden: number): TensorSpec[] {
  const spec = { shape: [hidden], dtype: 'f32' } as const;
  if (beside === 'c') {
    return [{ name: 'c', role: 'updated', ...spec, purpose: 'state' }];
  }
  return beside === 'bias' ? [{ name: 'bias', role: 'input', ...spec, purpose: 'weights' }] : [];
}

/** Clears the clocks, takes the steps, and leaves the last output as h. */
export function sequentialPlan(shape: SequentialShape, cell: Cell, { limits }: PlanContext): PlanStep[] {
  const { workgroups, dispatches } = layoutOf(shape, cell);
  const clock = dispatches === 1 ? [] : ['clock'];
  const advance: PlanStep = {
    program: { name: `${cell.name} steps`, wgsl: stepsWgsl(shape, cell) },
    tensors: ['x', 'u', 'h', 'out', ...(cell.beside === undefined ? [] : [cell.beside]), ...clock],
    workgroups: [workgroups, 1, 1],
  };
  const ends: PlanStep = {
    program: { name: `${cell.name} last state`, wgsl: lastStateWgsl(shape) },
    tensors: ['out', 'h'],
    workgroups: foldWorkgroups(Math.ceil(shape.hidden / WORKGROUP), limits.maxWorkgroupsPerDimension),
  };
  const starts: PlanStep = {
    program: { name: `${cell.name} clocks`, wgsl: clearClocksWgsl(workgroups) },
    tensors: ['clock'],
    workgroups: [1, 1, 1],
  };
  return [...(dispatches === 1 ? [] : [starts]), ...new Array<PlanStep>(dispatches).fill(advance), ends];
}

/** Operations of one step and the bytes of `steps` of them, U and the states once. */
export function sequentialCost(
  { length, hidden }: SequentialShape,
  { gates, beside, operationsPerUnit }: Cell,
): ReturnType<KernelDefinition<object>['cost']> {
  const read = beside === undefined ? 1 : 2;
  const written = beside === 'c' ? 2 : 1;
  return {
    flops: length * hidden * (2 * gates * hidden + operationsPerUnit),
    bytesRead: 4 * (length * hidden * gates + gates * hidden * hidden + read * hidden),
    bytesWritten: 4 * (length * hidden + written * hidden),
  };
}

function stepsWgsl(shape: SequentialShape, cell: Cell): string {
  const { units, parts, unitsPerWorkgroup, stepsAtOnce, dispatches } = layoutOf(shape, cell);
  const several = dispatches > 1;
  const { gates, beside, start } = cell;
  const clockAt = beside === undefined ? 4 : 5;
  // Three numbers are three loads: a vector of three takes the room of four.
  const three = (tensor: string, at: string) =>
    `vec3<f32>(${[0, 1, 2].map((gate) => `${tensor}[3u * (${at}) + ${gate}u]`).join(', ')})`;
  const load = (tensor: string, at: string) => (gates === 3 ? three(tensor, at) : `${tensor}[${at}]`);
  const input = load('x', 't * hidden + unit');
  const stored = gates === 3 ? 'f32' : 'Gates';
  return `\
alias Gates = ${gates === 1 ? 'f32' : `vec${gates}<f32>`};
const steps = ${shape.length}u;
const hidden = ${shape.hidden}u;

@group(0) @binding(0) var<storage, read> x: array<${stored}>;
@group(0) @binding(1) var<storage, read> u: array<${stored}>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
${beside === 'c' ? '@group(0) @binding(4) var<storage, read_write> c: array<f32>;\n' : ''}\
${beside === 'bias' ? '@group(0) @binding(4) var<storage, read> bias: array<f32>;\n' : ''}\
${several ? `@group(0) @binding(${clockAt}) var<storage, read_write> clock: array<u32>;\n` : ''}
var<workgroup> before: array<f32, hidden>;
var<workgroup> sums: array<array<Gates, ${units}>, ${parts}>;
${several ? 'var<workgroup> start: u32;\n' : ''}
${TANH_WGSL}
@compute @workgroup_size(${units}, ${parts})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
${
  several
    ? `\
  if (index == 0u) {
    start = clock[group.x];
    clock[group.x] = start + ${stepsAtOnce}u;
  }
  let first = workgroupUniformLoad(&start);
`
    : '  let first = 0u;\n'
}\
  let lastUnit = min((group.x + 1u) * ${unitsPerWorkgroup}u, hidden);
  for (var t = first; t < min(first + ${stepsAtOnce}u, steps); t++) {
    for (var k = index; k < hidden; k += ${WORKGROUP}u) {
      if (t == 0u) {
        before[k] = h[k];
      } else {
        before[k] = out[(t - 1u) * hidden + k];
      }
    }
    workgroupBarrier();
    for (var base = group.x * ${unitsPerWorkgroup}u; base < lastUnit; base += ${units}u) {
      let unit = base + local.x;
      var sum = Gates();
      if (unit < hidden) {
        for (var k = local.y; k < hidden; k += ${parts}u) {
          sum += before[k] * ${load('u', 'k * hidden + unit')};
        }
      }
      sums[local.y][local.x] = sum;
      workgroupBarrier();
      if (local.y == 0u && unit < hidden) {
${start === undefined ? `        var gates = ${input};` : `        let input = ${input};\n        var gates = ${start};`}
        for (var p = 0u; p < ${parts}u; p++) {
          gates += sums[p][local.x];
        }
${cell.wgsl}
        out[t * hidden + unit] = now;
      }
      workgroupBarrier();
    }
    // What this step wrote is what the next one reads.
    storageBarrier();
  }
}
`;
}

function lastStateWgsl({ length, hidden }: SequentialShape): string {
  return `\
@group(0) @binding(0) var<storage, read> out: array<f32>;
@group(0) @binding(1) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < ${hidden}u) {
    h[id.x] = out[${(length - 1) * hidden}u + id.x];
  }
}
`;
}
