import { assertCounts, CONFIDENCE } from './binomial.js';

/** The distance from 1 to the next larger double: what every rounding error below is measured in. */
const EPSILON = Number.EPSILON;

/**
 * How far a computed ln M may be from the exact one, as a multiple of ε = 2⁻⁵² times the sum of the magnitudes of its
 * terms. Taking a division to be right within ε/2 and `Math.log` and `Math.log1p` within one unit in the last place:
 *
 * - a term ln(a/b) of ln C(m, k) has a/b ≥ 2, so its relative error is below 2ε, and the compensated sum adds less
 *   than ε for up to 2⁴⁰ terms: 3ε;
 * - ln(m + 1), k·ln p and (m − k)·ln(1 − p) have relative errors of at most 1.5ε;
 * - adding the four costs at most 1.5ε of the sum of their magnitudes.
 *
 * Together less than 5ε; 8 leaves room.
 */
const ERROR_FACTOR = 8;

/** ln C(m, k) by the compensated sum of Neumaier over min(k, m − k) logarithms of ratios that are at least 2. */
function logBinomial(m: number, k: number): number {
  const terms = Math.min(k, m - k);
  let sum = 0;
  let lost = 0;
  for (let i = 1; i <= terms; i++) {
    const term = Math.log((m - terms + i) / i);
    const next = sum + term;
    lost += sum >= term ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** ln M of {@link logMixture} as a function of the rate, with a bound on its rounding error. */
function mixtureAt(
  failures: number,
  draws: number,
): (rate: number) => { readonly log: number; readonly error: number } {
  const first = Math.log(draws + 1) + logBinomial(draws, failures);
  // 0·ln 0 is 0 here: a rate of 0 explains no failure perfectly.
  const times = (count: number, logarithm: number) => (count === 0 ? 0 : count * logarithm);
  return (rate) => {
    const second = times(failures, Math.log(rate));
    const third = times(draws - failures, Math.log1p(-rate));
    return { log: -(first + second + third), error: ERROR_FACTOR * EPSILON * (first - second - third) };
  };
}

/**
 * The natural logarithm of the mixture martingale against `rate` after `failures` in `draws` trials,
 *
 *     M = ∫ θᵏ(1 − θ)^(m−k) dθ / pᵏ(1 − p)^(m−k) = 1 / ((m + 1)·C(m, k)·pᵏ(1 − p)^(m−k)),
 *
 * the likelihood ratio of a rate drawn uniformly from 0 to 1 against p. While p is the true rate, M is a martingale
 * that starts at 1, so by Ville's inequality it EVER reaches 1/α with probability at most α. The result is within
 * 8·2⁻⁵²·(ln((m + 1)·C(m, k)) + k·|ln p| + (m − k)·|ln(1 − p)|) of the exact value.
 *
 * @throws RangeError unless 0 ≤ failures ≤ draws are integers, draws ≥ 1 and 0 ≤ rate ≤ 1.
 */
export function logMixture(failures: number, draws: number, rate: number): number {
  assertCounts(failures, draws, CONFIDENCE);
  if (!(rate >= 0 && rate <= 1)) {
    throw new RangeError(`rate is ${rate}: a number from 0 to 1 is needed`);
  }
  return mixtureAt(failures, draws)(rate).log;
}

/**
 * Halves the interval between a rate that the data do not exclude and one that they do, down to neighbouring doubles,
 * and gives the excluded end. A rate is taken to be excluded only when rounding cannot have made it look so.
 */
function firstExcluded(failures: number, draws: number, confidence: number, end: 0 | 1): number {
  const mixture = mixtureAt(failures, draws);
  // ln 1/α for the very α that the double `confidence` leaves, raised by more than what `Math.log1p` may be out by.
  const threshold = -Math.log1p(-confidence) * (1 + ERROR_FACTOR * EPSILON);
  const excluded = (rate: number) => {
    const { log, error } = mixture(rate);
    return log - error >= threshold;
  };
  let inside = failures / draws;
  let outside: number = end;
  for (;;) {
    const middle = inside + (outside - inside) / 2;
    if (middle === inside || middle === outside) {
      return outside;
    }
    if (excluded(middle)) {
      outside = middle;
    } else {
      inside = middle;
    }
  }
}

/**
 * The upper end of the anytime-valid confidence sequence for a probability: with probability at least `confidence` the
 * true rate lies between {@link anytimeLower} and this after EVERY draw of a run without end, so the bounds hold
 * whenever one stops, for whatever reason. For a number of draws that was fixed beforehand, `clopperPearsonUpper` is
 * lower. For 0 failures in m draws it is 1 − ((1 − c)/(m + 1))^(1/m), and for m in m it is 1.
 *
 * The rates p between the bounds are those with {@link logMixture} below ln 1/(1 − confidence). Rounding only widens:
 * the bound is never below the exact one, and above it by what a change of ln M by twice its stated error makes.
 *
 * Source: Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of Mathematical
 * Statistics 41 (1970), the method of mixtures, here with a uniform mixture; Ville, "Étude critique de la notion de
 * collectif" (1939), for the inequality.
 *
 * @throws RangeError unless 0 ≤ failures ≤ draws are integers, draws ≥ 1 and 0 < confidence < 1.
 */
export function anytimeUpper(failures: number, draws: number, confidence: number = CONFIDENCE): number {
  assertCounts(failures, draws, confidence);
  return failures === draws ? 1 : firstExcluded(failures, draws, confidence, 1);
}

/**
 * The lower end of the anytime-valid confidence sequence, which holds together with {@link anytimeUpper}.
 *
 * @throws RangeError unless 0 ≤ failures ≤ draws are integers, draws ≥ 1 and 0 < confidence < 1.
 */
export function anytimeLower(failures: number, draws: number, confidence: number = CONFIDENCE): number {
  assertCounts(failures, draws, confidence);
  return failures === 0 ? 0 : firstExcluded(failures, draws, confidence, 0);
}
