import type { Letters } from './vocabulary.js';
export function conflictingRepeat(
  x: Letters,
  n: number,
): { first: number; second: number; next: [number, number] } | null {
  const seen = new Map<string, number>();
  const a = Array.from(x);
  for (let i = 0; i + n < a.length; i++) {
    const key = a.slice(i, i + n).join();
    const p = seen.get(key);
    if (p === undefined) seen.set(key, i);
    else if (a[p + n] !== a[i + n]) return { first: p, second: i, next: [a[p + n]!, a[i + n]!] };
  }
  return null;
}
export function repeatedNgram(x: Letters, n: number): { first: number; second: number } | null {
  const seen = new Map<string, number>();
  const a = Array.from(x);
  for (let i = 0; i + n <= a.length; i++) {
    const key = a.slice(i, i + n).join();
    const p = seen.get(key);
    if (p === undefined) seen.set(key, i);
    else return { first: p, second: i };
  }
  return null;
}
export function smallestNgramWithoutConflict(x: Letters): number {
  let n = 1;
  while (conflictingRepeat(x, n)) n++;
  return n;
}
