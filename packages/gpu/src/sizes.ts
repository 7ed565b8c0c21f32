/** Sizes and ranges of buffers, in bytes: devices take multiples of four. */

/** The size that a buffer gets: a multiple of four, and not zero. */
export function roundedSize(size: number): number {
  return Math.max(4, Math.ceil(size / 4) * 4);
}

/** @throws RangeError for a size that is no whole number of bytes. */
export function assertSize(label: string, size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`buffer ${label}: size ${size}; accepted is a whole number of bytes`);
  }
}

/** @throws RangeError for a part that is not within the buffer, or not aligned to four bytes. */
export function assertRange(label: string, offset: number, length: number, size: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % 4 !== 0 || length % 4 !== 0 || length <= 0) {
    throw new RangeError(
      `buffer ${label}: ${length} bytes at ${offset}; accepted are multiples of 4, at least 4 bytes`,
    );
  }
  if (offset + length > size) {
    throw new RangeError(`buffer ${label}: ${length} bytes at ${offset}; it has ${size}`);
  }
}
