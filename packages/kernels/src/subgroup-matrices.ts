/**
 * Products of matrices by the units that a card has for them, from WGSL: 16 x 16 x 16, f16 times f16, added up in f32. What Dawn calls
 * `chromium-experimental-subgroup-matrix`: a subgroup holds a matrix between its threads, no thread sees a number of it, and what is
 * to be done with the numbers goes through workgroup memory.
 *
 * A matrix may be read from and written to arrays of any element; here they are all `vec4<u32>`, 8 halves or 4 floats, so that they
 * are filled by loads of 16 bytes. Offsets and strides count elements. They are constants and every subgroup has an array of its
 * own: else each access is checked, and the stride is a constant no more. A row of an odd number of elements begins in another bank
 * than its neighbours.
 */
import type { PlanContext } from './kernel-definition.js';

/** Threads of a subgroup, as the shaders divide them. */
export const SUBGROUP = 32;

/** What a device must have. */
export const MATRIX_FEATURES = ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix'] as const;

/** The lines that open a shader. */
export const MATRIX_HEADER = `enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);
diagnostic(off, subgroup_uniformity);
`;

/** WGSL of `packed8(a, b)`, 8 halves of two vectors. */
export const PACKED_8 = `fn packed8(a: vec4<f32>, b: vec4<f32>) -> vec4<u32> {
  return vec4<u32>(pack2x16float(a.xy), pack2x16float(a.zw), pack2x16float(b.xy), pack2x16float(b.zw));
}
`;

/** An accumulator of zeros. */
export const ZERO_MATRIX = 'subgroup_matrix_result<f32, 16, 16>()';

/** Whether a device multiplies matrices in subgroups of 32. */
export function hasMatrices({ features, subgroupSizes }: PlanContext): boolean {
  return (
    MATRIX_FEATURES.every((feature) => features.includes(feature)) &&
    !!subgroupSizes &&
    subgroupSizes[0] === SUBGROUP &&
    subgroupSizes[1] === SUBGROUP
  );
}

/**
 * A factor in f16; `column` where what the product sums over lies along the rows of a right factor. An offset that is no constant has
 * its bounds checked.
 */
export function loadFactor(
  side: 'left' | 'right',
  array: string,
  offset: number | string,
  stride: number,
  major: 'row' | 'column' = 'row',
): string {
  const order = major === 'row' ? 'row_major' : 'col_major';
  return `subgroupMatrixLoad<subgroup_matrix_${side}<f16, 16, 16>, ${order}>(&${array}, ${offsetText(offset)}, ${stride}u)`;
}

/** An accumulator in f32. An offset that is no constant is for what happens once. */
export function loadSum(array: string, offset: number | string, stride: number): string {
  return `subgroupMatrixLoad<subgroup_matrix_result<f32, 16, 16>, row_major>(&${array}, ${offsetText(offset)}, ${stride}u)`;
}

/** `sum` plus the product. */
export function multiplyAdd(left: string, right: string, sum: string): string {
  return `${sum} = subgroupMatrixMultiplyAccumulate(${left}, ${right}, ${sum});`;
}

/** `sum` times a number. */
export function scaleSum(sum: string, factor: string): string {
  return `${sum} = subgroupMatrixScalarMultiply(${sum}, ${factor});`;
}

/** Writes an accumulator, in the type that it has. */
export function storeSum(array: string, offset: number | string, sum: string, stride: number): string {
  return `subgroupMatrixStore<row_major>(&${array}, ${offsetText(offset)}, ${sum}, ${stride}u);`;
}

function offsetText(offset: number | string): string {
  return typeof offset === 'number' ? `${offset}u` : offset;
}
