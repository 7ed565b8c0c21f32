/** What a model makes of a string in the two ways of running it. */

/** The L predictions after BOS x COPY x_1 … x_{i−1}, and the L tokens of greedy generation. */
export interface Outcome {
  /** Which model, in words. */
  readonly model: string;
  readonly alphabetSize: number;
  readonly letters: readonly number[];
  readonly forced: readonly number[];
  readonly generated: readonly number[];
}

/** The place of the first token that differs from x; −1 when there is none. */
export function firstWrong(letters: readonly number[], tokens: readonly number[]): number {
  return letters.findIndex((letter, i) => tokens[i] !== letter);
}

/** Whether both are right, or both go wrong at the same place with the same token. */
export function agrees({ letters, forced, generated }: Outcome): boolean {
  const wrong = firstWrong(letters, forced);
  return wrong === firstWrong(letters, generated) && (wrong < 0 || forced[wrong] === generated[wrong]);
}

/** In words, for an outcome that does not agree. */
export function explainOutcome({ letters, forced, generated }: Outcome): string {
  const place = (tokens: readonly number[]) => {
    const wrong = firstWrong(letters, tokens);
    return wrong < 0 ? 'is right' : `first goes wrong at position ${wrong}, with token ${tokens[wrong]}`;
  };
  return `Teacher forcing ${place(forced)}; generation ${place(generated)}.`;
}

/** As JSON. */
export function describeOutcome({ model, alphabetSize, letters, forced, generated }: Outcome) {
  return { model, alphabetSize, letters: [...letters], forced: [...forced], generated: [...generated] };
}

/** How a method looks at outcomes. */
export const outcomeComparison = { holds: agrees, describe: describeOutcome, explain: explainOutcome };
