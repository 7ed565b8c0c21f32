/** The bits of one layer's state as a function of its hyper-parameters: the one table of them, and what it comes to. */

import { compile } from 'mathjs';
import type { Hyperparameters, Member } from './layer.js';
import { assertHyperparameters, MEMBERS, memberNamed } from './members.js';
import { type StateFormat, stateFormat } from './state-format.js';

/**
 * The bits that one layer's state takes in a format: its numbers, the scales of its tensors, and what no format changes.
 * Computed from the table alone; the tests compare it with what serialised states take.
 *
 * @param member - the name of a member, such as `mamba`.
 * @param parameters - its hyper-parameters.
 * @param format - as `stateFormat` takes it.
 * @throws RangeError for a member, a hyper-parameter or a format that is not accepted.
 */
export function layerStateBits(member: string, parameters: Hyperparameters, format: string): number {
  const known = memberNamed(member);
  assertHyperparameters(known, parameters);
  return bitsInFormat(known, parameters, stateFormat(format));
}

/** The same for hyper-parameters that are checked. */
export function bitsInFormat({ size }: Member, parameters: Hyperparameters, format: StateFormat): number {
  const [numbers, tensors, fixedBits] = [size.numbers, size.tensors, size.fixedBits].map(valueWith(parameters));
  return numbers * format.bitsPerNumber + tensors * format.bitsPerTensor + fixedBits;
}

/** The numbers that one layer stores in a format, for hyper-parameters that are checked. */
export function storedNumbers({ size }: Member, parameters: Hyperparameters): number {
  return valueWith(parameters)(size.numbers);
}

function valueWith(parameters: Hyperparameters) {
  return (expression: string): number => compile(expression).evaluate({ ...parameters });
}

/** The table as Markdown: a row for each member. */
export function stateBitsTable(): string {
  const code = (text: string) => `\`${text}\``;
  const rows = MEMBERS.map(({ name, size, kernel, source }) => [
    code(name),
    code(size.numbers),
    code(size.tensors),
    size.fixedBits === '0' ? '' : code(size.fixedBits),
    kernel === undefined ? '' : code(kernel),
    source,
  ]);
  return [['member', 'numbers', 'tensors', 'further bits', 'kernel', 'source'], Array(6).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
