/** What a model made of a string, whichever model it was. */
export interface Outcome {
  /** (L) tokens: generated, or predicted after the true letters before each. */
  readonly output: Uint32Array;
  /** Of building and running the model. */
  readonly seconds: number;
}

/** The `fault` of a copy that a signal ended. */
export const INTERRUPTED_COPY = 'interrupted';

/** How the tokens come about. */
export const MODES = ['generate', 'teacher-forced'] as const;

/** One of {@link MODES}. */
export type Mode = (typeof MODES)[number];
