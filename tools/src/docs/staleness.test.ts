import type { Claim } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { verifyFixture } from './results.testing.js';
import { staleness } from './staleness.js';

describe('a result is stale', () => {
  const claims = verifyFixture.claims.map(
    ({ id, statement, source, expected, evidence, controls }) =>
      ({ id, statement, source, expected, methods: evidence, controls }) as unknown as Claim,
  );
  const [first, ...others] = claims as [Claim, ...Claim[]];

  test('never when it is about the claims as they are', () => {
    expect(staleness(claims, verifyFixture, 'deep')).toEqual([]);
  });

  test('when a claim has no result', () => {
    expect(staleness([{ ...first, id: 'new' }, ...claims], verifyFixture, 'deep')).toEqual([
      'there is no result for new',
    ]);
  });

  test('when a claim is no more', () => {
    expect(staleness(others, verifyFixture, 'deep')).toEqual([`${first.id} has a result and is no claim any more`]);
  });

  test('when it was made at another effort', () => {
    expect(staleness(claims, verifyFixture, 'standard')).toEqual(
      claims.map(
        ({ id }) => `${id}: verified by "npx verbatim verify … --effort deep --seed 1", not at standard effort`,
      ),
    );
  });

  test.each(['statement', 'source'] as const)('when a %s has changed', (field) => {
    expect(staleness([{ ...first, [field]: 'new' }, ...others], verifyFixture, 'deep')).toEqual([
      `${first.id}: ${field} then ${JSON.stringify(first[field])}, now "new"`,
    ]);
  });

  test('when a method or a control was added', () => {
    const method = first.methods[0]!;
    const control = first.controls[0]!;
    const changed = { ...first, methods: [...first.methods, method], controls: [...first.controls, control] };
    expect(staleness([changed, ...others], verifyFixture, 'deep')).toEqual([
      `${first.id}: methods then "every-string, every-other, drawn", now "every-string, every-other, drawn, every-string"`,
      `${first.id}: controls then "broken", now "broken, broken"`,
    ]);
  });
});
