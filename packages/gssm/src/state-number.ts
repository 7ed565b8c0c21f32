/**
 * States as numbers, and numbers as bytes. A model's memory is counted here and nowhere else: it numbers its states
 * 0 … |S|−1, and a state is stored as that number in ⌈log2 |S|⌉ bits.
 */

import type { Gssm } from './gssm.js';

/** The bits in which every number below `states` can be written: ⌈log2 states⌉. */
export function bitsToNumber(states: bigint): number {
  const last = (states - 1n).toString(16);
  return (last.length - 1) * 4 + 32 - Math.clz32(Number.parseInt(last[0], 16));
}

/** What a numbering of the states gives a model: its count and its serialised form. */
export function numberedStates<S>(numbering: {
  readonly states: bigint;
  numberOf(state: S): bigint;
  stateOf(number: bigint): S;
}): Pick<Gssm<S>, 'states' | 'serialisedBits' | 'encode' | 'decode'> {
  const { states } = numbering;
  const serialisedBits = bitsToNumber(states);
  const byteLength = Math.ceil(serialisedBits / 8);
  return {
    states,
    serialisedBits,
    encode: (state) => bytesOfNumber(numbering.numberOf(state), byteLength),
    decode(bytes) {
      if (bytes.length !== byteLength) {
        throw new RangeError(`a state of this machine takes ${byteLength} bytes, not ${bytes.length}`);
      }
      const number = numberOfBytes(bytes);
      if (number >= states) throw new RangeError(`there is no state ${number}: states are 0 to ${states - 1n}`);
      return numbering.stateOf(number);
    },
  };
}

/** Big-endian. `value` must fit. */
function bytesOfNumber(value: bigint, byteLength: number): Uint8Array {
  const digits = value.toString(16).padStart(2 * byteLength, '0');
  return Uint8Array.from({ length: byteLength }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function numberOfBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}
