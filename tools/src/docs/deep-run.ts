/** What the deep run of `verify` was, for the README: effort, sizes, times, machine and commands, all from its file. */
import {
  type Claim,
  type ClaimResult,
  type Evidence,
  type RunBlock,
  unitsInShard,
  type VerifyResult,
} from '@verbatim/evidence';
import { runInWords } from './cpu-tables.js';
import { listed, wrapped } from './markdown.js';
import { grouped, readable } from './numbers.js';

/** A method or a control as the file has it. */
interface Unit {
  readonly name: string;
  readonly claim: string;
  readonly evidence: Evidence;
}

/**
 * The effort that all claims were verified at, by their replay commands.
 *
 * @throws Error with one line when they name none, or several.
 */
export function effortOf(claims: readonly ClaimResult[]): string {
  const efforts = [...new Set(claims.map(({ replay }) => / --effort (\w+)/.exec(replay)?.[1] ?? 'none'))];
  if (efforts.length !== 1 || efforts[0] === 'none')
    throw new Error(`the claims are of the efforts ${efforts.join(', ')}; one is accepted`);
  return efforts[0]!;
}

/** What was run, how large and how long, then where and by which commands. */
export function deepRun({ run, claims }: VerifyResult): string {
  const units = unitsOf(claims);
  const longest = units.reduce((a, b) => (b.evidence.seconds > a.evidence.seconds ? b : a));
  const sizes = (['exhaustion', 'exact', 'certificate', 'sampled'] as const).flatMap((kind) => {
    const cases = claims.flatMap(({ evidence }) => evidence.filter(({ method }) => method === kind));
    const total = cases.reduce((sum, each) => sum + BigInt(each.cases), 0n);
    return total === 0n ? [] : [`${grouped(total.toString())} ${KINDS[kind]}`];
  });
  const { shards = [] } = run;
  const longestPart =
    shards.length > 1
      ? `, and the longest of ${shards.length} shards ${time(longestShard(claims, shards.length))}`
      : '';
  return [
    wrapped(
      `At ${effortOf(claims)} effort with seed ${run.seed}: ${grouped(units.length)} methods and controls; the methods looked at ${listed(sizes)}. ` +
        `The times of all add up to ${time(secondsOf(units))}; the longest, \`${longest.name}\` of \`${longest.claim}\`, took ` +
        `${time(longest.evidence.seconds)}${longestPart}.`,
    ),
    madeBy(run),
  ].join('\n\n');
}

const KINDS = {
  exhaustion: 'cases by exhaustion',
  exact: 'by exact arithmetic',
  certificate: 'certificates',
  sampled: 'random draws',
} as const;

/** A merged run was made where its shards were. */
function madeBy({ shards = [], ...run }: RunBlock): string {
  const [first] = shards;
  if (first === undefined) return runInWords(run);
  const others = new Set(shards.map(({ host }) => JSON.stringify(host))).size - 1;
  const elsewhere = others > 0 ? ` Other shards ran on ${others} other machine${others > 1 ? 's' : ''}.` : '';
  const words = runInWords(first).replace(' with seed', ' and so on, put together by `--merge`, with seed');
  return wrapped(`${words}${elsewhere}`);
}

/** All methods and controls. */
function unitsOf(claims: readonly ClaimResult[]): Unit[] {
  return claims.flatMap(({ id, evidence, controls }) => [
    ...evidence.map((found) => ({ claim: id, name: found.name, evidence: found })),
    ...controls.map((found) => ({ claim: id, name: found.name, evidence: found.evidence })),
  ]);
}

function secondsOf(units: readonly Unit[]): number {
  return units.reduce((sum, { evidence }) => sum + evidence.seconds, 0);
}

/** The seconds of the shard whose methods and controls took longest together. */
function longestShard(claims: readonly ClaimResult[], count: number): number {
  const units = new Map(claims.map((result) => [result.id, result]));
  const seconds = Array.from({ length: count }, (_, i) =>
    unitsInShard(claims.map(asClaim), { index: i + 1, count }).reduce((sum, { claim, kind, name }) => {
      const { evidence, controls } = units.get(claim)!;
      const found =
        kind === 'method'
          ? evidence.find((each) => each.name === name)!
          : controls.find((each) => each.name === name)!.evidence;
      return sum + found.seconds;
    }, 0),
  );
  return Math.max(...seconds);
}

/** The claim that a result is of, for how it is dealt to shards: by names alone. */
function asClaim({ id, statement, source, expected, evidence, controls }: ClaimResult): Claim {
  const run = () => Promise.reject(new Error('a claim that was read from a result is not run'));
  return {
    id,
    statement,
    source,
    expected,
    methods: evidence.map(({ name, method }) => ({ name, method, run })),
    controls: controls.map(({ name, breaks, expect }) => ({ name, breaks, expect, run })),
  };
}

/** Seconds in the largest unit that leaves a number of at least 1, with two digits: `2.7 h`. */
function time(seconds: number): string {
  const [unit, each] = seconds >= 3600 ? ['h', 3600] : seconds >= 60 ? ['min', 60] : ['s', 1];
  return `${readable(Number((seconds / (each as number)).toPrecision(2)))} ${unit}`;
}
