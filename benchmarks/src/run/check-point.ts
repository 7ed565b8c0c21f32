/**
 * The gate before a time: what the device made against the f64 reference, of the whole where that is affordable and of parts
 * otherwise. Every number of every result must be finite in any case: memory is NaN before the run.
 */
import type { PointCheck } from '@verbatim/bench';
import type { Device } from '@verbatim/gpu';
import {
  compareTensors,
  countOf,
  DEFAULT_TOLERANCE,
  type Precision,
  type PreparedKernel,
  type Tolerance,
} from '@verbatim/kernels';
import { type Part, resultsOf, wholeOf } from '../subjects/part.js';
import type { KernelSubject } from '../subjects/subject.js';
import { type ReadTensor, readTensor, rowNumber } from './tensor-rows.js';

/** Operations and numbers up to which the whole is checked: about a second of the reference. */
const AFFORDABLE = { flops: 2 ** 27, numbers: 2 ** 22 } as const;

/** Compares what a kernel left with its reference. */
export async function checkPoint<S extends object>(
  device: Device,
  subject: KernelSubject<S>,
  shape: S,
  length: number,
  precision: Precision,
  kernel: PreparedKernel,
): Promise<PointCheck> {
  const { definition } = subject;
  const inputs = subject.inputs(shape, length);
  const results = new Map<string, ReadTensor>();
  for (const { name } of resultsOf(definition, shape)) {
    results.set(name, await readTensor(device, kernel, name));
  }
  const numbers = [...results.values()].reduce((sum, tensor) => sum + tensor.length, 0);
  const affordable = definition.cost(shape, precision).flops <= AFFORDABLE.flops && numbers <= AFFORDABLE.numbers;
  const parts = affordable ? [wholeOf(definition, shape)] : subject.parts(shape);
  return compared(definition, parts, inputs, results, DEFAULT_TOLERANCE[precision]);
}

/** The errors of all parts together, for the worst tensor. */
function compared<S extends object>(
  definition: KernelSubject<S>['definition'],
  parts: readonly Part<S>[],
  inputs: Readonly<Record<string, Float32Array>>,
  results: ReadonlyMap<string, ReadTensor>,
  tolerance: Tolerance,
): PointCheck {
  const found = new Map<string, number[][]>();
  for (const part of parts) {
    const reference = definition.reference(part.shape, givenOf(definition, part, inputs));
    for (const [name, { from, place }] of Object.entries(part.results)) {
      const wanted = reference[name]!;
      const pairs = found.get(name) ?? [[], []];
      found.set(name, pairs);
      for (let i = from; i < wanted.length; i++) {
        pairs[0]!.push(results.get(name)!.at(place(i)));
        pairs[1]!.push(wanted[i]!);
      }
    }
  }
  const errors = [...found.values()].map(([seen, wanted]) => compareTensors(seen!, wanted!));
  const relativeNorm = Math.max(...errors.map((error) => error.relativeNorm));
  const worst = Math.max(...errors.map((error) => error.worst));
  const finite = [...results.values()].every((tensor) => tensor.notFinite() === 0);
  return { passed: finite && relativeNorm <= tolerance.relativeNorm && worst <= tolerance.worst, relativeNorm, worst };
}

/** The numbers of a part's given tensors, picked from the repeated rows. */
function givenOf<S extends object>(
  definition: KernelSubject<S>['definition'],
  { shape, given }: Part<S>,
  inputs: Readonly<Record<string, Float32Array>>,
): Record<string, Float64Array> {
  const numbers: Record<string, Float64Array> = {};
  for (const spec of definition.tensors(shape, 'f32')) {
    if (spec.role !== 'input' && spec.role !== 'updated') continue;
    const row = inputs[spec.name]!;
    const place = given[spec.name];
    const picked = new Float64Array(countOf(spec));
    for (let i = 0; i < picked.length; i++) {
      picked[i] = rowNumber(row, place === undefined ? i : place(i));
    }
    numbers[spec.name] = picked;
  }
  return numbers;
}
