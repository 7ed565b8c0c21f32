/**
 * A generalised state space model: a finite set of states, an update and an output, and nothing else. Whatever the model
 * remembers of its input is in its state, so the bits that one state takes are its whole input-dependent memory.
 *
 * The members are written as methods so that a `Gssm<S>` of any state type can be used as a `Gssm<unknown>` by code that
 * only passes states along.
 *
 * @typeParam S - how a state is held in memory. Two values of S are the same state if and only if `encode` writes them
 * alike: a value may share buffers with others for speed, but what it shares can never be read through it.
 *
 * Source: Jelassi et al. 2024 (arXiv 2402.01032), section 2.1.
 */
export interface Gssm<S> {
  /** What the model is, with its parameters, for instance `register(k=3)`. */
  readonly name: string;
  /** D: letters are 0 … D−1, BOS is D and COPY is D+1. */
  readonly alphabetSize: number;
  /** The state before the first token. */
  readonly start: S;
  /** |S|: how many states there are, exactly. `encode` writes every one of them differently. */
  readonly states: bigint;
  /** ⌈log2 |S|⌉: the bits in which `encode` writes a state. */
  readonly serialisedBits: number;
  /**
   * The state after `token`. Pure: `state` stays what it was.
   *
   * @throws RangeError if `token` is not a letter, BOS or COPY.
   */
  update(state: S, token: number): S;
  /** The letter that the model emits in `state`. */
  output(state: S): number;
  /** The state's number, 0 … |S|−1, big-endian in ⌈serialisedBits / 8⌉ bytes. */
  encode(state: S): Uint8Array;
  /**
   * The state that `encode` wrote.
   *
   * @throws RangeError if `bytes` has another length or holds a number that is not below |S|.
   */
  decode(bytes: Uint8Array): S;
}
