import type * as z from 'zod';

/** A result as a schema describes it, and who writes it. */
export interface Expected<T> {
  readonly schema: z.ZodType<T>;
  /** The value of its field `schema`. */
  readonly name: string;
  /** The command that writes it. */
  readonly writtenBy: string;
}

/**
 * A result from parsed JSON.
 *
 * @throws RangeError in one line: what is wrong, where, and what is accepted.
 */
export function parsedAs<T>({ schema, name, writtenBy }: Expected<T>, json: unknown): T {
  const wanted = `accepted is what ${writtenBy} writes ("schema": "${name}")`;
  const found = (typeof json === 'object' && json !== null ? json : {}) as { readonly schema?: unknown };
  if (found.schema !== name) {
    const other =
      typeof found.schema === 'string'
        ? `of the schema ${JSON.stringify(found.schema.slice(0, 60))}`
        : 'without a schema';
    throw new RangeError(`this is JSON ${other}; ${wanted}`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new RangeError(`${path.join('.')}: ${message}; ${wanted}`);
}
