import type { PlanContext } from '@verbatim/kernels';
import { expect, test } from 'vitest';
import { declaredSuites } from '../declared-suites.js';
import type { KernelSubject } from '../subjects/subject.js';
import { type PlannedPoint, plannedPoints } from './planned-points.js';
import { CONTEXTS, programsDigest } from './programs-digest.js';

const planned = plannedPoints(declaredSuites, { lengths: [256], precisions: null, backends: null, quick: false });

/** The points with the programs of one kernel changed that its plan gives for certain devices. */
function changed(
  kernel: string,
  change: (wgsl: string) => string,
  where: (context: PlanContext) => boolean = () => true,
): PlannedPoint[] {
  return planned.map((point) => {
    if (point.series.kernel !== kernel) return point;
    const subject = point.series.subject as KernelSubject<object>;
    const { definition } = subject;
    const plan: typeof definition.plan = (shape, precision, context) => {
      const steps = definition.plan(shape, precision, context);
      if (!where(context)) return steps;
      return steps.map((step) => ({ ...step, program: { ...step.program, wgsl: change(step.program.wgsl!) } }));
    };
    return { ...point, series: { ...point.series, subject: { ...subject, definition: { ...definition, plan } } } };
  });
}

test('the digest of all programs is the same each time, and another one for one letter of one program', () => {
  const digest = programsDigest(planned);
  expect(digest).toMatch(/^[0-9a-f]{16}$/);
  expect(programsDigest(changed('diagonal-scan', (wgsl) => wgsl))).toBe(digest);
  expect(programsDigest(changed('diagonal-scan', (wgsl) => `${wgsl} `))).not.toBe(digest);
  expect(programsDigest(planned.slice(1))).not.toBe(digest);
});

test('the digest has what a plan gives only to devices with subgroups of a known size, and what it gives to those without', () => {
  const digest = programsDigest(planned);
  const [longer, withSizes] = [(wgsl: string) => `${wgsl} `, ({ subgroupSizes }: PlanContext) => !!subgroupSizes];
  expect(programsDigest(changed('window-attention-16', longer, withSizes))).not.toBe(digest);
  expect(programsDigest(changed('window-attention-16', longer, (context) => !withSizes(context)))).not.toBe(digest);
  expect(programsDigest(changed('window-attention-16', longer, () => false))).toBe(digest);
});

test('the digest has the text of a kernel that needs subgroups', () => {
  const texts = (contexts: readonly PlanContext[]) =>
    contexts.map((context) => {
      const point = planned.find(
        ({ series, precision }) => series.kernel === 'window-attention-16' && precision === 'f32',
      );
      const { definition, shapeAt } = point!.series.subject as KernelSubject<object>;
      return definition.plan(shapeAt(point!.series.shape, 256), 'f32', context)[0]!.program.wgsl;
    });
  const [without, withSubgroups] = texts([CONTEXTS[0]!, CONTEXTS[1]!]);
  expect(withSubgroups).toContain('subgroup');
  expect(without).not.toBe(withSubgroups);
});
