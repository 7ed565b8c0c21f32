import { describe, expect, it } from 'vitest';
import { certificate } from './certificate.js';
import { type Claim, claim } from './claim.js';
import { control } from './control.js';

const method = certificate({
  name: 'a-sum',
  domain: 'all sums',
  check: () => ({ holds: true, numbers: {}, explanation: '' }),
});

const parts: Claim = {
  id: 'theorem-2.3/at-most',
  statement: 'One is one.',
  source: 'Folklore',
  expected: 'holds',
  methods: [method],
  controls: [control({ name: 'broken', breaks: 'the sum', method })],
};

describe('claim', () => {
  it('returns what it was given', () => {
    expect(claim(parts)).toEqual(parts);
  });

  it.each(['lemma', 'lemma/window-mean', 'lemma-2.4', 'a/b/c', '7'])('accepts the id %s', (id) => {
    expect(claim({ ...parts, id }).id).toBe(id);
  });

  it.each(['', 'Lemma', 'a//b', '/a', 'a/', 'a b', '-a', 'a-', 'a..b', '../a'])('refuses the id "%s"', (id) => {
    expect(() => claim({ ...parts, id })).toThrow(TypeError);
  });

  it.each([
    [{ methods: [] }, 'has no method'],
    [{ controls: [] }, 'has no control'],
    [{ methods: [method, method] }, 'two methods named a-sum'],
    [{ controls: [parts.controls[0], parts.controls[0]] }, 'two controls named broken'],
    [{ methods: [{ ...method, name: 'a sum' }] }, 'a method named "a sum"'],
    [{ statement: ' ' }, 'statement'],
    [{ source: '' }, 'source'],
    [{ expected: 'undecided' as 'holds' }, 'holds or refuted'],
  ] satisfies [Partial<Claim>, string][])('refuses %j', (change, message) => {
    expect(() => claim({ ...parts, ...change })).toThrow(TypeError);
    expect(() => claim({ ...parts, ...change })).toThrow(message);
  });

  it('lets a control share the name of a method', () => {
    expect(() => claim({ ...parts, controls: [control({ name: 'a-sum', breaks: 'the sum', method })] })).not.toThrow();
  });
});
