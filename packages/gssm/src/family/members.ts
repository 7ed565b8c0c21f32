import { gatedDeltanet } from './gated-deltanet.js';
import { gru } from './gru.js';
import type { Hyperparameters, Member } from './layer.js';
import { linearAttention } from './linear-attention.js';
import { linearSsm } from './linear-ssm.js';
import { lstm } from './lstm.js';
import { mamba } from './mamba.js';
import { retnet } from './retnet.js';
import { rnn } from './rnn.js';
import { rwkv } from './rwkv.js';
import { s4d } from './s4d.js';
import { slidingWindow } from './sliding-window.js';

/** The kinds of layers that there are. */
export const MEMBERS: readonly Member[] = [
  rnn,
  lstm,
  gru,
  linearSsm,
  s4d,
  mamba,
  linearAttention,
  retnet,
  rwkv,
  gatedDeltanet,
  slidingWindow,
];

/** The names of `MEMBERS`. */
export const MEMBER_NAMES: readonly string[] = MEMBERS.map(({ name }) => name);

/** The names of those whose recurrence a kernel runs on a GPU. */
export const KERNEL_MEMBER_NAMES: readonly string[] = MEMBERS.filter(({ kernel }) => kernel).map(({ name }) => name);

/** @throws RangeError for a name that no member has. */
export function memberNamed(name: string): Member {
  const member = MEMBERS.find((known) => known.name === name);
  if (member === undefined)
    throw new RangeError(`member ${JSON.stringify(name)}: accepted are ${MEMBER_NAMES.join(', ')}`);
  return member;
}

/** @throws RangeError unless the hyper-parameters are those of the member, each an integer of at least its least value. */
export function assertHyperparameters(member: Member, parameters: Hyperparameters): void {
  const names = Object.keys(member.least);
  const other = Object.keys(parameters).find((name) => !names.includes(name));
  if (other !== undefined) throw new RangeError(`${member.name} has no ${other}: accepted are ${names.join(', ')}`);
  for (const name of names) {
    const value = parameters[name];
    if (!Number.isSafeInteger(value) || value < member.least[name])
      throw new RangeError(
        `${member.name} with ${name} = ${value}: accepted is an integer of at least ${member.least[name]}`,
      );
  }
  member.check?.(parameters);
}
