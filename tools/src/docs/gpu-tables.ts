/** What ran on a GPU: the card, every kernel against its reference, speeds, and the copying construction. */
import type { BenchResult } from '@verbatim/bench';
import { type DeviceInfo, type NvidiaReading, PURPOSES } from '@verbatim/gpu';
import type { KernelSuite } from '@verbatim/kernels';
import type { GpuCheckResult } from '../gpu/check.js';
import type { GpuConstructionResult } from '../gpu/construction.js';
import type { MeasuredCopy } from '../gpu/measure-copy.js';
import { allCases, checkRows, type SkippedSuite } from '../gpu/suite-check.js';
import { type Unchecked, uncheckedCases } from '../gpu/unchecked.js';
import { madeBy } from './made-by.js';
import { listed, markdownList, markdownTable, wrapped } from './markdown.js';
import { grouped, readable } from './numbers.js';
import { speedsOf, speedTable } from './speed-tables.js';

/** The results of two programs, from one device. */
export interface GpuResults {
  readonly check: GpuCheckResult;
  readonly construction: GpuConstructionResult;
}

/**
 * The regions of docs/gpu.md. Speeds are those of the sweep. `suites` are the kernels as they are now, of which the check may lack some.
 *
 * @throws Error when the results are of different devices.
 */
export function gpuRegions(
  { check, construction }: GpuResults,
  sweep: BenchResult,
  suites: readonly KernelSuite<object>[],
): Record<string, string> {
  const devices = new Set([check, construction, sweep].map(({ run }) => run.device));
  if (devices.size > 1) throw new Error(`the results of the GPU are of different devices: ${[...devices].join('; ')}`);
  return {
    'gpu-device': deviceTable(check.device, cardOf(construction)),
    'gpu-check': checkTable(check, suites),
    'gpu-throughput': speedTable(speedsOf(sweep)),
    'gpu-construction': constructionTables(construction),
  };
}

/** The card as its own driver names it, where that answered. */
function cardOf({ points }: GpuConstructionResult): NvidiaReading | null {
  const readings = points.map(({ driverWith }) => driverWith);
  return readings.find((reading) => typeof reading !== 'string') ?? null;
}

function deviceTable(device: DeviceInfo, card: NvidiaReading | null): string {
  const { kind, api, vendor, architecture, description, features, subgroupSizes, limits } = device;
  // Results of before devices told the two apart have neither.
  const { card: named = null, driver = null }: Partial<DeviceInfo> = device;
  const name = kind === 'software' ? `No hardware, but ${description}` : `One ${named ?? card?.name ?? description}`;
  const bytes = (count: number) => `${grouped(count)} bytes`;
  return [
    `${name}.`,
    markdownTable(
      [['what'], ['value']],
      [
        ['reached by', api],
        ['vendor and architecture', [vendor, architecture].filter(Boolean).join(' ')],
        ['driver', driver ?? description],
        ['memory', card === null ? 'not told' : bytes(card.totalBytes)],
        ['features', features.map((feature) => `\`${feature}\``).join(', ') || 'none'],
        ['subgroups', subgroupSizes === null ? 'not told' : [...new Set(subgroupSizes)].join(' to ')],
        ['largest buffer', bytes(limits.maxBufferSize)],
        ['largest binding', bytes(limits.maxBindingSize)],
        ['bindings of a program', grouped(limits.maxBindings)],
        ['invocations of a workgroup', grouped(limits.maxWorkgroupInvocations)],
        ['memory of a workgroup', bytes(limits.maxWorkgroupStorage)],
        ['workgroups in a dimension', grouped(limits.maxWorkgroupsPerDimension)],
      ],
    ),
  ].join('\n\n');
}

function checkTable(result: GpuCheckResult, suites: readonly KernelSuite<object>[]): string {
  const { cases, skipped } = result;
  const failed = cases.filter(({ passed }) => !passed);
  const passed = cases.length - failed.length;
  const failures = failed.map(
    ({ kernel, precision, backend, case: name, fault }) =>
      `failed: ${kernel} in ${precision}${backend === 'cuda' ? ', as CUDA C++,' : ''} on ${name}${fault === null ? '' : `: ${fault}`}`,
  );
  return [
    madeBy(result),
    `${grouped(passed)} of ${grouped(cases.length)} cases passed. Errors are the largest of a kernel's cases.`,
    markdownTable(
      [['kernel'], ['precision'], ['by'], ['passed', 'right'], ['relative norm', 'right'], ['worst element', 'right']],
      checkRows(cases),
    ),
    ...(failures.length === 0 ? [] : [markdownList(failures)]),
    ...leftOut(skipped),
    ...notInThisRun(uncheckedCases(suites, [...cases, ...skippedCases(skipped, suites)])),
  ].join('\n\n');
}

/** What was skipped is told by itself, and not once more among what did not run. */
function skippedCases(skipped: readonly SkippedSuite[], suites: readonly KernelSuite<object>[]) {
  return skipped.flatMap(({ kernel, precision }) =>
    suites
      .filter(({ definition }) => definition.name === kernel)
      .flatMap(allCases)
      .map(({ name }) => ({ kernel, precision, case: name })),
  );
}

/** The cases of this version that the run does not have, by name; nothing where it has all. */
function notInThisRun(missing: readonly Unchecked[]): string[] {
  if (missing.length === 0) return [];
  const count = missing.reduce((sum, { cases }) => sum + cases.length, 0);
  // Precisions mostly lack the same.
  const precisions = new Map<string, string[]>();
  for (const { kernel, precision, cases, of } of missing) {
    const all = cases.length === of;
    const which = all ? `all ${grouped(of)} cases` : `${grouped(cases.length)} of ${grouped(of)} cases`;
    const text = `${which} of \`${kernel}\` in #${all ? '' : `: ${cases.join('; ')}`}`;
    precisions.set(text, [...(precisions.get(text) ?? []), precision]);
  }
  return [
    wrapped(
      count === 1
        ? '**Not in this run** is one case that the kernels have now; it was not repeated for it:'
        : `**Not in this run** are ${grouped(count)} cases that the kernels have now; it was not repeated for them:`,
    ),
    markdownList([...precisions].map(([text, of]) => text.replace('#', listed(of)))),
  ];
}

/** By how much the bytes in use on the card grew; results of before they were read say nothing either. */
function driverGrowth({
  driverBefore,
  driverWith,
}: Partial<Pick<MeasuredCopy, 'driverBefore' | 'driverWith'>>): string {
  return typeof driverBefore !== 'object' || typeof driverWith !== 'object'
    ? 'not told'
    : grouped(driverWith.usedBytes - driverBefore.usedBytes);
}

function constructionTables(result: GpuConstructionResult): string {
  const { points } = result;
  const purposes = PURPOSES.filter((purpose) => points.some(({ ledger }) => ledger[purpose] > 0));
  const runs = [...new Set(points.map(({ seconds }) => seconds.runs))].join(' or ');
  return [
    madeBy(result),
    wrapped(
      `Seconds are from the write of the string to its last letter read back, by the host's clock; ${runs} runs a point.`,
    ),
    markdownTable(
      [
        ['point'],
        ['D', 'right'],
        ['n', 'right'],
        ['L', 'right'],
        ['mode'],
        ['certified'],
        ['wrong letters', 'right'],
        ['median, s', 'right'],
        ['range', 'right'],
        ['letters/s', 'right'],
      ],
      points.map(({ name, alphabetSize, ngram, length, mode, brokenScale, certified, seconds, ...point }) => [
        name,
        grouped(alphabetSize),
        grouped(ngram),
        grouped(length),
        mode,
        brokenScale === null ? (certified ? 'yes' : 'no') : `no: broken, B = ${brokenScale}`,
        grouped(point.wrongLetters),
        readable(seconds.median),
        `${readable(seconds.least)} … ${readable(seconds.most)}`,
        grouped(Math.round(point.lettersPerSecond)),
      ]),
    ),
    wrapped(
      'Bytes on the device at the moment when they were most, by the ledger, and by how much those in use on the card had grown:',
    ),
    markdownTable(
      [['point'], ...purposes.map((purpose) => [purpose, 'right'] as const), ['all', 'right'], ['driver', 'right']],
      points.map(({ name, ledger, ledgerBytes, ...point }) => [
        name,
        ...purposes.map((purpose) => grouped(ledger[purpose])),
        grouped(ledgerBytes),
        driverGrowth(point),
      ]),
    ),
  ].join('\n\n');
}

/** What was skipped, a paragraph for each feature that the device lacks. */
function leftOut(skipped: readonly SkippedSuite[]): string[] {
  return [...new Set(skipped.map(({ missingFeature }) => missingFeature))].map((feature) => {
    const names = skipped
      .filter(({ missingFeature }) => missingFeature === feature)
      .map(({ kernel, precision }) => `${kernel} in ${precision}`);
    return wrapped(`Skipped, since the device lacks \`${feature}\`: ${names.join(', ')}.`);
  });
}
