import { type Device, DeviceLostError, NoAdapterError, openDawn } from '@verbatim/gpu';
import { deBruijnString } from '@verbatim/tasks';
import { copyingTransformer } from '@verbatim/transformer';
import { gpuCertificate } from '@verbatim/transformer/gpu';
import { afterAll, describe, expect, test } from 'vitest';
import { copyResultSchema } from '../copy/schema.js';
import { run } from '../run.testing.js';

const GPU = ['--arithmetic', 'gpu'];

let opened: Promise<Device> | undefined;

/** One device for all tests, which the command must not destroy; with some of its methods replaced. */
async function openDevice(changed: Partial<Device> = {}): Promise<Device> {
  opened ??= openDawn();
  const device = await opened;
  return {
    info: device.info,
    ledger: device.ledger,
    createBuffer: (options) => device.createBuffer(options),
    write: (...args) => device.write(...args),
    poison: (buffer) => device.poison(buffer),
    compile: (program) => device.compile(program),
    submit: (dispatches) => device.submit(dispatches),
    finish: () => device.finish(),
    read: (...args) => device.read(...args),
    time: (...args) => device.time(...args),
    destroy: async () => {},
    ...changed,
  };
}

afterAll(async () => {
  const device = await opened;
  expect(device?.ledger.liveBytes).toBe(0);
  await device?.destroy();
});

async function copied(...args: string[]) {
  const { code, stdout, stderr } = await run(['copy', ...args, ...GPU, '--json', '-'], { openDevice });
  expect(stderr.replaceAll(/^\d+ % .*\n/gm, '')).toBe('');
  return { code, ...copyResultSchema.parse(JSON.parse(stdout)) };
}

describe('copy on a GPU', () => {
  const letters = [...deBruijnString(3, 3)];
  const string = ['--alphabet', '3', '--tokens', JSON.stringify(letters)];

  test.each(['generate', 'teacher-forced'])('copies a de Bruijn string, mode %s', async (mode) => {
    const { info } = await openDevice();
    const result = await copied(...string, '--ngram', '3', '--mode', mode);
    const size = { alphabetSize: 3, ngram: 3, maxLength: letters.length };
    expect(gpuCertificate(size).certified).toBe(true);
    expect(result).toMatchObject({
      code: 0,
      arithmetic: 'gpu',
      mode,
      copied: true,
      certified: true,
      output: letters,
      firstMismatch: null,
      dimensions: copyingTransformer(size).dimensions,
      run: { device: info.description },
    });
    if (info.kind === 'software') expect(result.run.device).toMatch(/^software: /);
  });

  test('fails where a repeat conflicts', async () => {
    const result = await copied(...string, '--ngram', '2');
    expect(result).toMatchObject({ code: 1, copied: false });
    expect(result.conflictingRepeat).not.toBeNull();
    expect(result.firstMismatch).not.toBeNull();
  });

  test.each(['generate', 'teacher-forced'])('stops by itself with --stop, mode %s', async (mode) => {
    const result = await copied('--text', 'so say so again', '--stop', '--mode', mode);
    expect(result).toMatchObject({ code: 0, stopped: true, output: 'so say so again', certified: true });
  });

  test('is not certified for what the certificate does not cover', async () => {
    const size = { alphabetSize: 256, ngram: 400, maxLength: 3 };
    expect(gpuCertificate(size).certified).toBe(false);
    expect(await copied('--text', 'abc', '--ngram', '400')).toMatchObject({ certified: false, copied: true });
  });

  test('says on what it ran', async () => {
    const { info } = await openDevice();
    const { stdout } = await run(['copy', '--text', 'abc', ...GPU], { openDevice });
    expect(stdout).toContain(`gpu arithmetic on ${info.description}; certified`);
  });
});

describe('a fault of the GPU is one line, exit code 2', () => {
  async function refused(device: () => Promise<Device>): Promise<string> {
    const { code, stdout, stderr } = await run(['copy', '--text', 'so say so again', ...GPU], { openDevice: device });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^verbatim: --arithmetic gpu: [^\n]*; accepted without a GPU are exact, f64, f32\n$/);
    return stderr;
  }

  test('no adapter', async () => {
    const line = await refused(async () => {
      throw new NoAdapterError(['hardware: no libvulkan', 'software: not installed']);
    });
    expect(line).toContain('no GPU adapter answered: hardware: no libvulkan; software: not installed');
  });

  test('a string that does not fit, with the longest that does', async () => {
    const { info } = await openDevice();
    const limits = { ...info.limits, maxBindingSize: 2560 };
    // At n = 4 a position has five blocks of keys, of 16 bytes each: (2L + 3)·80 bytes.
    expect(await refused(() => openDevice({ info: { ...info, limits } }))).toMatch(
      /needs .* = \d+; this device allows 2560/,
    );
  });

  test('a device that is lost half-way, with what was done before', async () => {
    const line = await refused(() =>
      openDevice({ read: () => Promise.reject(new DeviceLostError('it was unplugged')) }),
    );
    expect(line).toContain('the device was lost (it was unplugged)');
  });

  test('after some letters', async () => {
    const text = 'abcdefghijklmnopqrstuvwxyz'.split('').flatMap((a) => [...'ABCDEFGHIJ'].map((b) => a + b));
    const real = await openDevice();
    let reads = 0;
    const device = () =>
      openDevice({
        read: (...args) => (reads++ === 0 ? real.read(...args) : Promise.reject(new DeviceLostError('unplugged'))),
      });
    const { code, stderr } = await run(['copy', '--text', text.join(''), '--ngram', '3', ...GPU], {
      openDevice: device,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/unplugged.* \(after 128 letters\); accepted/);
  });
});
