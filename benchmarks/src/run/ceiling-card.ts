/**
 * One card can be reached by WebGPU and by CUDA, and has the same memory and arithmetic either way: what is achieved by one is held
 * against the best that both reach. Where the two lead to different cards, the ceilings are those of the hardware.
 */
import type { Backend, Ceilings } from '@verbatim/bench';
import type { DeviceInfo } from '@verbatim/gpu';

/** The ways to a card, the first of which decides where both lead to hardware. */
export const CEILING_WAYS = ['webgpu', 'cuda'] as const satisfies readonly Backend[];

type Infos = Readonly<Partial<Record<Backend, DeviceInfo>>>;

/** One of `CEILING_WAYS`. */
export type CeilingWay = (typeof CEILING_WAYS)[number];

/** The ways to the card whose ceilings are measured, of those that were opened. */
export function waysToMeasure(infos: Infos): CeilingWay[] {
  const opened = CEILING_WAYS.filter((way) => infos[way] !== undefined);
  const card = infos[opened.find((way) => infos[way]!.kind === 'hardware') ?? opened[0]!];
  return opened.filter((way) => isSameCard(infos[way]!, card!));
}

/** Whether ceilings that were measured by some ways are those of a backend's card. */
export function isHeldAgainst(backend: Backend, measured: readonly CeilingWay[], infos: Infos): boolean {
  const way = CEILING_WAYS.find((known) => known === backend);
  if (way === undefined) return false;
  const info = infos[way];
  return (
    measured.includes(way) ||
    measured.some((other) => info !== undefined && infos[other] !== undefined && isSameCard(info, infos[other]))
  );
}

/** The higher of each ceiling. */
export function highest(some: Ceilings, others: Ceilings): Ceilings {
  const { f32, f16 } = some.matrixProductTeraflops;
  return {
    copyGigabytesPerSecond: higher(some.copyGigabytesPerSecond, others.copyGigabytesPerSecond),
    matrixProductTeraflops: {
      f32: higher(f32, others.matrixProductTeraflops.f32),
      f16: higher(f16, others.matrixProductTeraflops.f16),
    },
  };
}

function higher(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** WebGPU writes the name of a card as a slug, and sometimes not at all. */
function isSameCard(some: DeviceInfo, other: DeviceInfo): boolean {
  if (some.kind !== other.kind) return false;
  return some.card === null || other.card === null
    ? some.vendor === other.vendor
    : slugOf(some.card) === slugOf(other.card);
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
