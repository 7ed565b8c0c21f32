/**
 * Draws until there are `count` different values: if single draws are independent and uniform, every sequence of that many
 * different values is equally likely. It ends with probability 1 if there are so many; even for all of N values, some
 * N · ln N draws do.
 *
 * @param keyOf - equal for equal values.
 */
export function differentDraws<T>(count: number, draw: () => T, keyOf: (value: T) => string | number): T[] {
  const found = new Map<string | number, T>();
  while (found.size < count) {
    const value = draw();
    found.set(keyOf(value), value);
  }
  return [...found.values()];
}
