/** The output tokens in the form in which the string was given. */

/** Exactly one of the three is not null. */
export interface Answer {
  /** An array when tokens were given; the text when letters are bytes and these are valid UTF-8. */
  readonly output: string | number[] | null;
  /** Letters that are bytes, but not valid UTF-8. */
  readonly outputBase64: string | null;
  /** Letters should be bytes, but BOS (256) or COPY (257) are among the tokens: no text can stand for them. */
  readonly outputTokens: number[] | null;
}

const NONE: Answer = { output: null, outputBase64: null, outputTokens: null };

/** @param bytes - whether the string was given as text or a file. */
export function answer(tokens: Uint32Array, bytes: boolean): Answer {
  if (!bytes) return { ...NONE, output: Array.from(tokens) };
  if (tokens.some((token) => token > 255)) return { ...NONE, outputTokens: Array.from(tokens) };
  const raw = Buffer.from(tokens);
  try {
    return { ...NONE, output: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw) };
  } catch {
    return { ...NONE, outputBase64: raw.toString('base64') };
  }
}
