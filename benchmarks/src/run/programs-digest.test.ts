import { expect, test } from 'vitest';
import { declaredSuites } from '../declared-suites.js';
import type { KernelSubject } from '../subjects/subject.js';
import { type PlannedPoint, plannedPoints } from './planned-points.js';
import { programsDigest } from './programs-digest.js';

const planned = plannedPoints(declaredSuites, { lengths: [256], precisions: null, backends: null, quick: false });

/** The points with what one kernel's plan gives changed. */
function changed(kernel: string, change: (wgsl: string) => string): PlannedPoint[] {
  return planned.map((point) => {
    if (point.series.kernel !== kernel) return point;
    const subject = point.series.subject as KernelSubject<object>;
    const { definition } = subject;
    const plan: typeof definition.plan = (...args) =>
      definition
        .plan(...args)
        .map((step) => ({ ...step, program: { ...step.program, wgsl: change(step.program.wgsl!) } }));
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
