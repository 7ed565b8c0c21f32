import type { Output } from './context.js';

/** A stream that keeps what is written. */
export function recorder(terminal: { isTTY?: boolean; columns?: number } = {}): Output & { readonly text: string } {
  let text = '';
  return {
    ...terminal,
    write(part, done) {
      text += part;
      done?.();
    },
    get text() {
      return text;
    },
  };
}
