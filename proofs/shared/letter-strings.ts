/** Every string of `length` letters, in lexicographic order. */
export function* letterStrings({
  alphabetSize,
  length,
}: {
  readonly alphabetSize: number;
  readonly length: number;
}): Generator<number[]> {
  for (let index = 0; index < alphabetSize ** length; index++) {
    yield Array.from({ length }, (_, i) => Math.floor(index / alphabetSize ** (length - 1 - i)) % alphabetSize);
  }
}
