/** The shapes of all suites: a small model's layer, the same for every operation so that operations can be compared. */

/** 16 heads of 64. */
export const HEADS = { heads: 16, headDim: 64 } as const;
export const CHANNELS = { channels: 256 } as const;
/** Mamba's 16 state numbers a channel. */
export const SELECTIVE = { channels: 256, states: 16 } as const;
export const HIDDEN = { hidden: 256 } as const;

/** Where sequential recurrences end. */
export const SEQUENTIAL_ENDS = {
  length: 16_384,
  reason: 'one step follows the other, so that a longer input shows nothing new',
} as const;
