import { describe, expect, it } from 'vitest';
import { certificate } from './certificate.js';
import { type Claim, claim } from './claim.js';
import { claimsDigest } from './claims-digest.js';
import { control } from './control.js';
import { exact } from './exact.js';

const method = certificate({
  name: 'a-sum',
  domain: 'all sums',
  check: () => ({ holds: true, numbers: {}, explanation: '' }),
});
const broken = control({ name: 'broken', breaks: 'the sum', method });
const parts: Claim = {
  id: 'sum',
  statement: 'One is one.',
  source: 'Folklore',
  expected: 'holds',
  methods: [method],
  controls: [broken],
};
const digest = (changed: Partial<Claim>) => claimsDigest([claim({ ...parts, ...changed })]);

describe('claimsDigest', () => {
  it('is the same for claims that are defined alike', () => {
    expect(digest({})).toMatch(/^[0-9a-f]{64}$/);
    expect(digest({ methods: [{ ...method }], controls: [{ ...broken }] })).toBe(digest({}));
  });

  const otherKind = exact({ name: 'a-sum', domain: 'one', cases: () => [1], holds: () => true, describe: (n) => n });
  it.each<[string, Partial<Claim>]>([
    ['id', { id: 'sums' }],
    ['statement', { statement: 'Two is two.' }],
    ['source', { source: 'Euclid' }],
    ['expected verdict', { expected: 'refuted' }],
    ['name of a method', { methods: [{ ...method, name: 'sums' }] }],
    ['kind of a method', { methods: [otherKind] }],
    ['number of methods', { methods: [method, { ...method, name: 'again' }] }],
    ['name of a control', { controls: [{ ...broken, name: 'b' }] }],
    ['what a control breaks', { controls: [{ ...broken, breaks: 'nothing' }] }],
    ['what a control expects', { controls: [{ ...broken, expect: 'holds' }] }],
  ])('changes with the %s', (_, changed) => {
    expect(digest(changed)).not.toBe(digest({}));
  });

  it('depends on the order of the claims, as the journal does', () => {
    const [a, b] = [claim(parts), claim({ ...parts, id: 'b' })];
    expect(claimsDigest([a, b])).not.toBe(claimsDigest([b, a]));
  });
});
