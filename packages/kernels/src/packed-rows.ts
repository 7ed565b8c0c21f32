/**
 * Rows of numbers, read and written four at a time: a load of 16 bytes is what a GPU does best. Where the width of a row is not
 * a multiple of four, a pack is put together from single numbers, with zeros after the end of the row: slower, and right.
 * Whatever is stored, what a shader computes with is vec4<f32>.
 */
import type { Precision } from './kernel-definition.js';

/** How many packs of four a row of `width` numbers takes. */
export function packsOf(width: number): number {
  return Math.ceil(width / 4);
}

/** The line that opens a shader, and the features that it needs. */
export function storedIn(precision: Precision): { readonly directive: string; readonly features: readonly string[] } {
  return precision === 'f16'
    ? { directive: 'enable f16;\n', features: ['shader-f16'] }
    : { directive: '', features: [] };
}

/** WGSL of an input whose rows are `width` wide, and of `NAME_at(row, pack)`, which reads from it. */
export function packedInput(binding: number, name: string, width: number, precision: Precision): string {
  const packs = packsOf(width);
  if (width % 4 === 0) {
    return `\
@group(0) @binding(${binding}) var<storage, read> ${name}: array<vec4<${precision}>>;
fn ${name}_at(row: u32, pack: u32) -> vec4<f32> {
  return vec4<f32>(${name}[row * ${packs}u + pack]);
}
`;
  }
  return `\
@group(0) @binding(${binding}) var<storage, read> ${name}: array<${precision}>;
fn ${name}_number(row: u32, column: u32) -> f32 {
  return select(0.0, f32(${name}[row * ${width}u + min(column, ${width - 1}u)]), column < ${width}u);
}
fn ${name}_at(row: u32, pack: u32) -> vec4<f32> {
  let column = 4u * pack;
  return vec4<f32>(${name}_number(row, column), ${name}_number(row, column + 1u), ${name}_number(row, column + 2u), ${name}_number(row, column + 3u));
}
`;
}

/** WGSL of an output whose rows are `width` wide, and of `set_NAME(row, pack, value)`, which writes to it. */
export function packedOutput(binding: number, name: string, width: number, precision: Precision): string {
  const packs = packsOf(width);
  if (width % 4 === 0) {
    return `\
@group(0) @binding(${binding}) var<storage, read_write> ${name}: array<vec4<${precision}>>;
fn set_${name}(row: u32, pack: u32, value: vec4<f32>) {
  ${name}[row * ${packs}u + pack] = vec4<${precision}>(value);
}
`;
  }
  return `\
@group(0) @binding(${binding}) var<storage, read_write> ${name}: array<${precision}>;
fn set_${name}(row: u32, pack: u32, value: vec4<f32>) {
  for (var i = 0u; i < min(4u, ${width}u - 4u * pack); i++) {
    ${name}[row * ${width}u + 4u * pack + i] = ${precision}(value[i]);
  }
}
`;
}
