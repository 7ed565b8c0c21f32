/**
 * Strings of letters as numbers written in base D, first letter most significant. Halving the string keeps the big
 * multiplications few and balanced, so that states of a million letters can be written and read back.
 */

/** Below this many digits, one digit at a time is as fast. */
const SHORT = 16;

/** D^j for the lengths j that halving a string of `length` meets: at most two a level. */
class Powers {
  private readonly known = new Map<number, bigint>();

  constructor(private readonly base: bigint) {}

  of(exponent: number): bigint {
    const known = this.known.get(exponent);
    if (known !== undefined) return known;
    const power = this.base ** BigInt(exponent);
    this.known.set(exponent, power);
    return power;
  }
}

/** The number below D^length whose base-D digits are `letters`. */
export function numberOfLetters(alphabetSize: number, letters: ArrayLike<number>): bigint {
  const base = BigInt(alphabetSize);
  const powers = new Powers(base);
  const numberBetween = (from: number, to: number): bigint => {
    if (to - from <= SHORT) {
      let value = 0n;
      for (let i = from; i < to; i++) value = value * base + BigInt(letters[i]);
      return value;
    }
    const middle = (from + to) >> 1;
    return numberBetween(from, middle) * powers.of(to - middle) + numberBetween(middle, to);
  };
  return numberBetween(0, letters.length);
}

/** The `length` base-D digits of `number`, which is below D^length. */
export function lettersOfNumber(alphabetSize: number, length: number, number: bigint): Uint32Array {
  const base = BigInt(alphabetSize);
  const powers = new Powers(base);
  const letters = new Uint32Array(length);
  const write = (value: bigint, from: number, to: number): void => {
    if (to - from <= SHORT) {
      let rest = value;
      for (let i = to - 1; i >= from; i--) {
        letters[i] = Number(rest % base);
        rest /= base;
      }
      return;
    }
    const middle = (from + to) >> 1;
    const split = powers.of(to - middle);
    write(value / split, from, middle);
    write(value % split, middle, to);
  };
  write(number, 0, length);
  return letters;
}

/** How many strings have fewer than `length` letters: (D^length − 1) / (D − 1). */
export function shorterStrings(alphabetSize: number, length: number): bigint {
  const base = BigInt(alphabetSize);
  return (base ** BigInt(length) - 1n) / (base - 1n);
}

/** The position of a string among all strings, shorter ones first, then in the order of their numbers. */
export function numberOfString(alphabetSize: number, letters: ArrayLike<number>): bigint {
  return shorterStrings(alphabetSize, letters.length) + numberOfLetters(alphabetSize, letters);
}

/** The string of at most `longest` letters whose `numberOfString` is `number`. */
export function stringOfNumber(alphabetSize: number, longest: number, number: bigint): Uint32Array {
  let length = longest;
  while (shorterStrings(alphabetSize, length) > number) length--;
  return lettersOfNumber(alphabetSize, length, number - shorterStrings(alphabetSize, length));
}
