/**
 * Clocks of kernels that run through time in many dispatches of one program: each workgroup counts the steps that it has taken in
 * a word of its own, so that nothing but the order of dispatches is relied on.
 */

const WORKGROUP = 256;

/** A program of one workgroup that sets `count` clocks to 0. */
export function clearClocksWgsl(count: number): string {
  return `\
@group(0) @binding(0) var<storage, read_write> clock: array<u32>;

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(local_invocation_index) index: u32) {
  for (var i = index; i < ${count}u; i += ${WORKGROUP}u) {
    clock[i] = 0u;
  }
}
`;
}
