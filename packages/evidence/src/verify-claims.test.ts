import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Claim, claim } from './claim.js';
import { integers } from './context.testing.js';
import { control } from './control.js';
import { exhaustion } from './exhaustion.js';
import { InterruptedError } from './interrupted.js';
import { openJournal } from './journal.js';
import { JournalMismatchError } from './journal-format.js';
import type { Method } from './method.js';
import { MethodError } from './method-error.js';
import { runBlock } from './run-block.js';
import type { VerifyProgress } from './run-units.js';
import { sampled } from './sampled.js';
import { sampledRate } from './sampled-rate.js';
import { VERIFY_SCHEMA, type VerifyResult, verifyResultSchema } from './schemas.js';
import { verifyClaims } from './verify-claims.js';

const replay = (id: string) => `check ${id} --seed 3`;
const OPTIONS = { effort: 'quick', seed: 3, replay } as const;

/** "Every number below 1000 is below `limit`", checked three ways; `onRun` hears of every run. */
function belowLimit(id: string, limit: number, onRun: (unit: string) => void = () => {}): Claim {
  const holds = (n: number) => n < limit;
  const all = (bound: number): Method =>
    exhaustion({
      name: 'all',
      domain: `0 to ${bound - 1}`,
      cases: () => integers(0, bound - 1),
      holds,
      describe: (n) => n,
    });
  const some = sampled({
    name: 'some',
    domain: 'uniform below 1000; at most one in a thousand may fail',
    draws: () => 15_000,
    arbitrary: () => fc.integer({ min: 0, max: 999 }),
    holds,
    describe: (n) => n,
    limit: 1e-3,
  });
  const rate = sampledRate({
    name: 'rate',
    domain: 'uniform below 1000',
    draws: () => 15_000,
    draw: (random) => random.integer(0, 999),
    fails: (n) => !holds(n),
    limit: 1e-3,
  });
  const heard = (method: Method): Method => ({
    ...method,
    run: (context) => {
      onRun(`${id} ${method.name}`);
      return method.run(context);
    },
  });
  return claim({
    id,
    statement: `Every number below 1000 is below ${limit}.`,
    source: 'Arithmetic',
    expected: limit >= 1000 ? 'holds' : 'refuted',
    methods: [heard(all(1000)), heard(some), heard(rate)],
    controls: [
      control({ name: 'more-numbers', breaks: '1000 is among the numbers', method: heard(all(limit + 1)) }),
      control({ name: 'fewer-numbers', breaks: 'only numbers below 10', method: heard(all(10)), expect: 'holds' }),
    ],
  });
}

/** A claim whose one method is `run`. */
function claimOf(run: Method['run']): Claim {
  const method: Method = { method: 'exact', name: 'custom', run };
  return { ...belowLimit('custom/claim', 1000), methods: [method] };
}

function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, v) => (key === 'seconds' || key === 'run' ? undefined : v));
}

describe('verifyClaims', () => {
  it('gives each claim its verdict, evidence, controls and replay command', async () => {
    const [holds, refuted] = await verifyClaims([belowLimit('a', 1000), belowLimit('b/c', 700)], OPTIONS);
    expect(holds).toMatchObject({
      id: 'a',
      statement: 'Every number below 1000 is below 1000.',
      source: 'Arithmetic',
      expected: 'holds',
      verdict: 'holds',
      evidence: [
        { name: 'all', method: 'exhaustion', cases: '1000', failures: '0' },
        { name: 'some', method: 'sampled', cases: '15000', failures: '0' },
        { name: 'rate', method: 'sampled', cases: '15000', failures: '0' },
      ],
      controls: [
        { name: 'more-numbers', expect: 'refuted', caught: true, evidence: { counterexample: { case: 1000 } } },
        { name: 'fewer-numbers', expect: 'holds', caught: true },
      ],
      replay: 'check a --seed 3',
    });
    expect(refuted).toMatchObject({ verdict: 'refuted', expected: 'refuted' });
    expect(refuted.evidence.map(({ supports }) => supports)).toEqual(['refuted', 'refuted', 'refuted']);
    expect(refuted.evidence.slice(0, 2).map(({ counterexample }) => counterexample?.case)).toEqual([700, 700]);
  });

  it('draws the same for a claim alone as among others, and otherwise for another seed or claim', async () => {
    const a = belowLimit('a', 700);
    const b = belowLimit('b', 700);
    const together = await verifyClaims([b, a], OPTIONS);
    const alone = await verifyClaims([a], OPTIONS);
    const reseeded = await verifyClaims([a], { ...OPTIONS, seed: 4 });
    expect(withoutTimes(together[1])).toEqual(withoutTimes(alone[0]));
    const seeds = [...together, ...reseeded].flatMap(({ evidence }) => evidence.flatMap(({ seed }) => seed ?? []));
    expect(new Set(seeds).size).toBe(6);
  });

  it('is undecided when a control is not caught', async () => {
    const parts = belowLimit('a', 1000);
    const [method] = parts.methods;
    const toothless = claim({ ...parts, controls: [control({ name: 'none', breaks: 'nothing', method })] });
    const [result] = await verifyClaims([toothless], OPTIONS);
    expect(result).toMatchObject({ verdict: 'undecided', controls: [{ caught: false }] });
  });

  it('reports where it is', async () => {
    const progress: VerifyProgress[] = [];
    await verifyClaims([belowLimit('a', 1000), belowLimit('b', 700)], {
      ...OPTIONS,
      onProgress: (p) => progress.push(p),
    });
    expect(progress[0]).toEqual({
      claim: 'a',
      kind: 'method',
      name: 'all',
      done: 0,
      total: null,
      unitsDone: 0,
      units: 10,
    });
    expect(progress.at(-1)).toMatchObject({
      claim: 'b',
      kind: 'control',
      name: 'fewer-numbers',
      done: 10,
      unitsDone: 9,
    });
    expect(progress.filter(({ name }) => name === 'some').at(-1)).toMatchObject({
      done: expect.any(Number),
      total: 15_000,
    });
  });

  it('makes results that its schema accepts, before and after a round trip through JSON', async () => {
    const claims = await verifyClaims([belowLimit('a', 1000), belowLimit('b', 700)], OPTIONS);
    const run = runBlock({ command: 'check', seed: 3, versions: { evidence: '0.1.0' } });
    const result: VerifyResult = { schema: VERIFY_SCHEMA, run, claims };
    expect(verifyResultSchema.parse(result)).toEqual(result);
    expect(verifyResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  it('refuses two claims of the same id', async () => {
    await expect(verifyClaims([belowLimit('a', 1), belowLimit('a', 2)], OPTIONS)).rejects.toThrow(TypeError);
  });

  it('passes on a bug with the names of the claim and the method', async () => {
    const bug = new RangeError('index out of range');
    const run = verifyClaims([claimOf(() => Promise.reject(bug))], OPTIONS);
    await expect(run).rejects.toThrow(MethodError);
    await expect(run).rejects.toThrow('claim custom/claim, method custom: index out of range');
    await expect(run).rejects.toHaveProperty('cause', bug);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n])(
    'does not take evidence that JSON would change: %s',
    async (x) => {
      const numbers = { x } as unknown as Record<string, number>;
      const evidence = {
        method: 'exact',
        domain: 'd',
        cases: '1',
        failures: '0',
        seconds: 0,
        supports: 'holds',
      } as const;
      await expect(verifyClaims([claimOf(async () => ({ ...evidence, numbers }))], OPTIONS)).rejects.toThrow(
        MethodError,
      );
      await expect(verifyClaims([claimOf(async () => evidence)], OPTIONS)).resolves.toHaveLength(1);
    },
  );

  it('is interrupted before anything is run when the signal is aborted already', async () => {
    const runs: string[] = [];
    const claims = [belowLimit('a', 1000, (unit) => runs.push(unit))];
    await expect(verifyClaims(claims, { ...OPTIONS, signal: AbortSignal.abort() })).rejects.toThrow(InterruptedError);
    expect(runs).toEqual([]);
  });

  it('calls it an interruption when a method stops by throwIfAborted', async () => {
    const controller = new AbortController();
    const stopping = claimOf(async ({ signal }) => {
      controller.abort();
      signal.throwIfAborted();
      throw new Error('not reached');
    });
    await expect(verifyClaims([stopping], { ...OPTIONS, signal: controller.signal })).rejects.toThrow(InterruptedError);
  });
});

describe('an interrupted run', () => {
  const header = { schema: VERIFY_SCHEMA, seed: 3 };
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-verify-'));
    file = join(folder, 'result.json');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('resumes without running a finished unit again, and ends with the same result', async () => {
    const runs: string[] = [];
    const claims = ['a', 'b', 'c'].map((id, i) => belowLimit(id, 1000 - 300 * i, (unit) => runs.push(unit)));
    const uninterrupted = await verifyClaims(claims, OPTIONS);
    const allRuns = runs.splice(0);
    expect(allRuns).toHaveLength(15);

    let attempts = 0;
    for (let results = null; results === null; attempts++) {
      const controller = new AbortController();
      let started = 0;
      const onProgress = ({ done }: VerifyProgress) => {
        started += done === 0 ? 1 : 0;
        if (started === 5) {
          controller.abort();
        }
      };
      const journal = await openJournal(file, header);
      try {
        results = await verifyClaims(claims, { ...OPTIONS, journal, onProgress, signal: controller.signal });
        await journal.finish({ schema: VERIFY_SCHEMA, run: null, claims: results });
      } catch (error) {
        expect(error).toBeInstanceOf(InterruptedError);
        await journal.close();
      }
    }
    expect(attempts).toBeGreaterThan(2);
    expect(runs).toEqual(allRuns);
    const written = JSON.parse(await readFile(file, 'utf8'));
    expect(withoutTimes(written.claims)).toEqual(withoutTimes(uninterrupted));
  });

  it('does not take something else in its journal for evidence', async () => {
    const journal = await openJournal(file, header);
    await journal.append({ key: 'a method all', value: { supports: 'holds' } });
    await expect(verifyClaims([belowLimit('a', 1000)], { ...OPTIONS, journal })).rejects.toThrow(JournalMismatchError);
    await journal.close();
  });
});
