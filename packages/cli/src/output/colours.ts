import pc from 'picocolors';
import type { Context, Output } from '../context.js';

/** Functions that colour a text, or leave it as it is. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for a stream: only on a terminal, and never against NO_COLOR or on a dumb terminal. */
export function coloursFor(stream: Output, env: Context['env']): Colours {
  return pc.createColors(stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
}
