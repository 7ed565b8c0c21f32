import { type Device, DeviceLostError, NoAdapterError, openDawn } from '@verbatim/gpu';
import { familyMachine, familyModelForBits, KERNEL_MEMBER_NAMES, seededWeights } from '@verbatim/gssm';
import { gpuMachineCopy } from '@verbatim/gssm/gpu';
import { afterAll, describe, expect, test } from 'vitest';
import { changedDevice } from '../../../../changed-device.shared.ts';
import { copyResultSchema } from '../copy/schema.js';
import { run } from '../run.testing.js';

const GPU = ['--arithmetic', 'gpu'];

let opened: Promise<Device> | undefined;

/** One device for all tests, which the command must not destroy; with some of its methods replaced. */
async function openDevice(changed: Partial<Device> = {}): Promise<Device> {
  opened ??= openDawn();
  return changedDevice(await opened, { destroy: async () => {}, ...changed });
}

afterAll(async () => {
  const device = await opened;
  expect(device?.ledger.liveBytes).toBe(0);
  await device?.destroy();
});

const progressless = (stderr: string) => stderr.replaceAll(/^\d+ % .*\n/gm, '');
const x = [0, 2, 1, 1, 0, 2, 2];
const onTokens = ['--alphabet', '3', '--tokens', JSON.stringify(x)];

describe('copy with a member of the family on a GPU', () => {
  test.each(
    KERNEL_MEMBER_NAMES.flatMap((member) =>
      (['generate', 'teacher-forced'] as const).map((mode) => [member, mode] as const),
    ),
  )('says what the library says: %s, %s', async (member, mode) => {
    const device = await openDevice();
    const model = familyModelForBits(member, 3, 8000n, 'f32');
    const weights = seededWeights(model, 3);
    const machine = familyMachine(model, weights);
    const output = [...(await gpuMachineCopy(device, model, weights, x, { mode })).output];
    const right = output.filter((letter, i) => letter === x[i]).length;
    const args = ['--model', `gssm:${member}`, '--state-bits', '8000', '--seed', '3', '--mode', mode];
    const { code, stdout, stderr } = await run(['copy', ...args, ...onTokens, ...GPU, '--json', '-'], { openDevice });
    expect(progressless(stderr)).toBe('');
    expect(code).toBe(right === x.length ? 0 : 1);
    expect(copyResultSchema.parse(JSON.parse(stdout))).toMatchObject({
      arithmetic: 'gpu',
      mode,
      machine: machine.name,
      states: machine.states.toString(),
      serialisedBits: machine.serialisedBits,
      stateFormat: 'f32',
      layerBits: machine.layerBits,
      output,
      lettersRight: right,
      copied: right === x.length,
      fault: null,
      run: { device: device.info.description, seed: 3 },
    });
  });

  const args = ['copy', '--model', 'gssm:gru', '--state-bits', '64', ...onTokens];

  test('says on what it ran, which the CPU does not', async () => {
    const { info } = await openDevice();
    const { stdout } = await run([...args, ...GPU], { openDevice });
    expect(stdout).toContain(`\ngpu arithmetic on ${info.description}\n`);
    expect((await run(args)).stdout).not.toContain('arithmetic');
  });

  test('is refused without a GPU', async () => {
    const none = async () => {
      throw new NoAdapterError(['hardware: no libvulkan']);
    };
    expect(await run([...args, ...GPU], { openDevice: none })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'verbatim: --arithmetic gpu: no GPU adapter answered: hardware: no libvulkan; accepted without a GPU is this model without --arithmetic\n',
    });
  });

  test('keeps the letters that had come back when the device is lost', async () => {
    const real = await openDevice();
    let reads = 0;
    // The state and the output of the prompt, then an output a letter.
    const failing = () =>
      openDevice({
        read: (...range) => (reads++ < 4 ? real.read(...range) : Promise.reject(new DeviceLostError('unplugged'))),
      });
    const { code, stdout, stderr } = await run([...args, ...GPU, '--json', '-'], { openDevice: failing });
    const result = copyResultSchema.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(result).toMatchObject({ copied: false, fault: expect.stringMatching(/^the device was lost/) });
    expect(result.output).toHaveLength(3);
    expect(progressless(stderr)).toMatch(/; 3 of 7 letters were done; they are printed\n$/);
  });
});
