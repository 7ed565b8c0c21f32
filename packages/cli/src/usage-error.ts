/** The user asked for something that is not accepted. The message is one line: what is wrong, and what is accepted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a check or a construction of a library on what the user gave.
 *
 * @param place - what the user gave, as the message names it: an option or a file.
 * @throws UsageError in place of a RangeError or TypeError, which is how the libraries refuse a parameter.
 */
export function accepted<T>(place: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new UsageError(`${place}: ${error.message}`);
    throw error;
  }
}

/**
 * Parses JSON that the user gave.
 *
 * @param place - as for {@link accepted}.
 * @param wanted - what is accepted there, in words.
 * @throws UsageError when it is no JSON.
 */
export function parsedJson(place: string, text: string, wanted: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${place}: this is not JSON (${(error as Error).message}); accepted is ${wanted}`);
  }
}
