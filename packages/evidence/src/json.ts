/** A value that JSON can hold: what evidence, journals and results are made of. Numbers must be finite. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
