/**
 * The gate before a time: what the device made against the f64 reference, of the whole where that is affordable and of parts
 * otherwise. Every number of every result must be finite in any case: memory is NaN before the run.
 */
import type { PointCheck } from '@verbatim/bench';
import type { Device } from '@verbatim/gpu';
import { compareTensors, countOf, DEFAULT_TOLERANCE, type Precision, type PreparedKernel } from '@verbatim/kernels';
import { type Part, resultsOf, wholeOf } from '../subjects/part.js';
import type { KernelSubject } from '../subjects/subject.js';
import { countNotFinite, readPlaces } from './read-places.js';
import { rowNumber, rowNumbers } from './tensor-rows.js';

/** Operations and numbers up to which the whole is checked: a fraction of a second of the reference. */
const AFFORDABLE = { flops: 2 ** 25, numbers: 2 ** 21 } as const;

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
  const names = resultsOf(definition, shape).map(({ name }) => name);
  const sizes = names.flatMap((name) => kernel.placesOf(name).map(({ count }) => count));
  const numbers = sizes.reduce((sum, count) => sum + count, 0);
  const affordable = definition.cost(shape, precision).flops <= AFFORDABLE.flops && numbers <= AFFORDABLE.numbers;
  const parts = affordable ? [wholeOf(definition, shape)] : subject.parts(shape);
  const wanted = wantedOf(definition, parts, inputs);
  const errors: ReturnType<typeof compareTensors>[] = [];
  for (const [name, { places, values }] of wanted) {
    errors.push(compareTensors(await readPlaces(device, kernel, name, places), values));
  }
  let notFinite = 0;
  for (const name of names) notFinite += await countNotFinite(device, kernel, name);
  const relativeNorm = Math.max(...errors.map((error) => error.relativeNorm));
  const worst = Math.max(...errors.map((error) => error.worst));
  const tolerance = DEFAULT_TOLERANCE[precision];
  const passed = notFinite === 0 && relativeNorm <= tolerance.relativeNorm && worst <= tolerance.worst;
  return { passed, relativeNorm, worst };
}

/** Places of a tensor of the whole, and what must be there. */
interface Wanted {
  readonly places: number[];
  readonly values: number[];
}

/** What all parts together ask of each tensor. */
function wantedOf<S extends object>(
  definition: KernelSubject<S>['definition'],
  parts: readonly Part<S>[],
  inputs: Readonly<Record<string, Float32Array>>,
): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const part of parts) {
    const given = givenOf(definition, part, inputs);
    const reference = part.reference?.(given) ?? definition.reference(part.shape, given);
    for (const [name, { from, place }] of Object.entries(part.results)) {
      const { places, values } = wanted.get(name) ?? { places: [], values: [] };
      wanted.set(name, { places, values });
      const numbers = reference[name]!;
      for (let i = from; i < numbers.length; i++) {
        places.push(place(i));
        values.push(numbers[i]!);
      }
    }
  }
  return wanted;
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
    const place = given[spec.name] ?? 0;
    numbers[spec.name] =
      typeof place === 'number'
        ? rowNumbers(row, place, countOf(spec))
        : Float64Array.from({ length: countOf(spec) }, (_, i) => rowNumber(row, place(i)));
  }
  return numbers;
}
