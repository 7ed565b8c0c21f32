/** Members of the family made wrong: they remember what is not counted. */
import { familyMachine, type StackMachine, stateFormat } from '@verbatim/gssm';
import type { MakeMember } from './tuned-members.js';

/**
 * A member that keeps its state in binary32 and rounds it to the format only where it is written out and counted: what is
 * called a quantised state, and is none.
 */
export const roundedOnlyWhenWritten: MakeMember = (model, weights) => {
  const { encode } = stateFormat(model.format);
  const declared = familyMachine(model, weights);
  const kept = familyMachine({ ...model, format: 'f32' }, weights);
  return {
    ...kept,
    name: `${declared.name} that keeps f32`,
    layerBits: declared.layerBits,
    states: declared.states,
    serialisedBits: declared.serialisedBits,
    encode: (state) =>
      Uint8Array.from([
        ...kept.layerBits.flatMap((_, layer) =>
          kept.numbers(state, layer).flatMap((numbers) => (numbers.length === 0 ? [] : Array.from(encode(numbers)))),
        ),
        state.letter,
      ]),
  };
};

/** Of a hybrid only the recurrent layer is counted and written out, and not the cache of its attention. */
export function cacheNotCounted(machine: StackMachine): StackMachine {
  if (!machine.name.startsWith('hybrid')) return machine;
  const [recurrent] = machine.layerBits;
  return {
    ...machine,
    name: `${machine.name} without its cache`,
    states: 2n ** BigInt(recurrent!),
    serialisedBits: recurrent!,
    encode: ({ codes }) => Uint8Array.from(codes[0]!.flatMap((tensor) => Array.from(tensor))),
  };
}
