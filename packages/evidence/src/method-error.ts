/** A method or control of a claim threw, which is a bug in it and no evidence. The original error is the `cause`. */
export class MethodError extends Error {
  override readonly name = 'MethodError';

  constructor(claim: string, kind: 'method' | 'control', name: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(`claim ${claim}, ${kind} ${name}: ${message}`, { cause });
  }
}
