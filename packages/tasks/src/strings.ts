/** All D^L strings of L letters, in lexicographic order, each in an array of its own. */
export function* stringsOf(alphabetSize: number, length: number): Generator<Uint32Array> {
  const string = new Uint32Array(length);
  let changed = 0;
  while (changed >= 0) {
    yield string.slice();
    changed = length - 1;
    while (changed >= 0 && string[changed] === alphabetSize - 1) {
      string[changed] = 0;
      changed -= 1;
    }
    if (changed >= 0) {
      string[changed] += 1;
    }
  }
}
