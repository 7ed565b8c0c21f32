import type { FamilyModel } from './family-machine.js';
import { memberNamed } from './members.js';
import type { SafetensorsFile } from './safetensors.js';

/**
 * The model whose weights a safetensors file has. Its metadata have `member`, every hyper-parameter of the member under its
 * name, and `layers` where there is more than one; the number of letters is that of the rows of `head.weight`.
 *
 * @param member - the member that is expected.
 * @param format - of the state, as `stateFormat` takes it.
 * @throws RangeError when the file is of another member, or a hyper-parameter or `head.weight` is missing.
 */
export function familyModelOfFile({ metadata, tensors }: SafetensorsFile, member: string, format: string): FamilyModel {
  const { least } = memberNamed(member);
  if (metadata.member !== member)
    throw new RangeError(`metadata: member is ${JSON.stringify(metadata.member ?? null)}; accepted is "${member}"`);
  const wholeNumber = (name: string, text: string | undefined) => {
    if (text === undefined || !/^[0-9]{1,15}$/.test(text))
      throw new RangeError(
        `metadata: ${name} is ${JSON.stringify(text ?? null)}; accepted is a whole number in decimal digits`,
      );
    return Number(text);
  };
  const head = tensors.get('head.weight');
  if (head === undefined) throw new RangeError('weights: head.weight is missing; accepted is the shape [D,width]');
  return {
    member,
    hyperparameters: Object.fromEntries(Object.keys(least).map((name) => [name, wholeNumber(name, metadata[name])])),
    layers: wholeNumber('layers', metadata.layers ?? '1'),
    alphabetSize: head.shape[0],
    format,
  };
}
