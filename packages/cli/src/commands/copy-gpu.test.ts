import { existsSync, readFileSync } from 'node:fs';
import { type Device, DeviceLostError, NoAdapterError, OutOfMemoryError, openDawn } from '@verbatim/gpu';
import { deBruijnString } from '@verbatim/tasks';
import { copyingTransformer } from '@verbatim/transformer';
import { gpuCertificate } from '@verbatim/transformer/gpu';
import { afterAll, describe, expect, test } from 'vitest';
import { changedDevice } from '../../../../changed-device.shared.ts';
import { copyResultSchema } from '../copy/schema.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const GPU = ['--arithmetic', 'gpu'];

const { path } = temporaryFolder();

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

describe('a GPU that is not there or has no room is bad usage, exit code 2', () => {
  async function refused(device: () => Promise<Device>): Promise<string> {
    const target = path('refused.json');
    const { code, stdout, stderr } = await run(['copy', '--text', 'so say so again', ...GPU, '--json', target], {
      openDevice: device,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^verbatim: --arithmetic gpu: [^\n]*; accepted without a GPU are exact, f64, f32\n$/);
    expect(existsSync(target)).toBe(false);
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
});

describe('a copy that ends early keeps what had come back', () => {
  const text = [...'abcdefghijklm'].flatMap((a) => [...'ABCDEFGHIJ'].map((b) => a + b)).join('');
  const args = ['copy', '--text', text, '--ngram', '3', ...GPU];
  /** A device that reads `good` times and then does something else. */
  async function failing(good: number, then: Device['read']): Promise<Device> {
    const real = await openDevice();
    let reads = 0;
    return openDevice({ read: (...range) => (reads++ < good ? real.read(...range) : then(...range)) });
  }
  const lost = () => Promise.reject(new DeviceLostError('unplugged'));
  const progressless = (stderr: string) => stderr.replaceAll(/^\d+ % .*\n/gm, '');
  async function partial(openDevice: () => Promise<Device>, more: readonly string[] = []) {
    const target = path('partial.json');
    const { code, stdout, stderr } = await run([...args, ...more, '--json', target], { openDevice });
    expect(stdout).toBe('');
    return {
      code,
      line: progressless(stderr).replace(target, 'FILE'),
      result: copyResultSchema.parse(JSON.parse(readFileSync(target, 'utf8'))),
    };
  }

  test('when the device is lost: exit code 1', async () => {
    const { code, line, result } = await partial(() => failing(1, lost));
    expect(code).toBe(1);
    expect(line).toMatch(
      /^verbatim: --arithmetic gpu: the device was lost \(unplugged\): [^\n]*; 128 of 260 letters were done; they are kept in FILE\n$/,
    );
    expect(result).toMatchObject({ copied: false, length: 260, output: text.slice(0, 128), firstMismatch: null });
    expect(result.fault).toMatch(/^the device was lost \(unplugged\)/);
    expect(result.run.device).toBe((await openDevice()).info.description);
  });

  test('when it is lost before the first letter came back', async () => {
    const { code, line, result } = await partial(() => failing(0, lost));
    expect(code).toBe(1);
    expect(line).toContain('; 0 of 260 letters were done; ');
    expect(result).toMatchObject({ copied: false, output: '', firstMismatch: null });
  });

  test('with --stop: whether it would have stopped is not known', async () => {
    const { code, result } = await partial(() => failing(2, lost), ['--stop']);
    expect(code).toBe(1);
    expect(result).toMatchObject({ stopped: null, output: text.slice(0, 256), copied: false });
  });

  test('also when all letters had come back, and all are right', async () => {
    // The letters are read in looks of 128, and COPY in a look of its own.
    const letters = text.slice(0, 128);
    const target = path('all.json');
    const { code, stderr } = await run(['copy', '--text', letters, '--stop', ...GPU, '--json', target], {
      openDevice: () => failing(1, lost),
    });
    const result = copyResultSchema.parse(JSON.parse(readFileSync(target, 'utf8')));
    expect(code).toBe(1);
    expect(progressless(stderr)).toContain('; 128 of 128 letters were done; ');
    expect(result).toMatchObject({ copied: false, output: letters, firstMismatch: null, stopped: null });
  });

  test('when the memory runs out', async () => {
    const { code, line, result } = await partial(() =>
      failing(2, () => Promise.reject(new OutOfMemoryError('submitted work', null, 5))),
    );
    expect(code).toBe(1);
    expect(line).toMatch(/^verbatim: --arithmetic gpu: out of device memory: [^\n]*; 256 of 260 letters were done; /);
    expect(result).toMatchObject({ copied: false, output: text.slice(0, 256) });
    const none = await partial(() =>
      openDevice({ createBuffer: () => Promise.reject(new OutOfMemoryError('keys', 8, 5)) }),
    );
    expect(none).toMatchObject({ code: 1, result: { copied: false, output: '' } });
  });

  test('which is told where the first wrong letter is among them', async () => {
    const wrong = 'aaaaaaaaab'.repeat(26);
    const target = path('wrong.json');
    const { code } = await run(['copy', '--text', wrong, '--ngram', '3', ...GPU, '--json', target], {
      openDevice: () => failing(1, lost),
    });
    const result = copyResultSchema.parse(JSON.parse(readFileSync(target, 'utf8')));
    expect(code).toBe(1);
    expect(result.firstMismatch).toBeLessThan(128);
    expect(result.output).toHaveLength(128);
  });

  test('also to standard output, and without --json one line says how', async () => {
    const printed = await run([...args, '--json', '-'], { openDevice: () => failing(1, lost) });
    expect(copyResultSchema.parse(JSON.parse(printed.stdout)).output).toBe(text.slice(0, 128));
    expect(progressless(printed.stderr)).toMatch(/; 128 of 260 letters were done; they are printed\n$/);
    const { code, stdout, stderr } = await run(args, { openDevice: () => failing(1, lost) });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(progressless(stderr)).toMatch(/^[^\n]*; 128 of 260 letters were done; with --json FILE they are kept\n$/);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('on %s between two looks: exit code 130', async (signal) => {
    const real = await openDevice();
    const { code, line, result } = await partial(() =>
      failing(1, (...range) => {
        process.emit(signal);
        return real.read(...range);
      }),
    );
    expect(code).toBe(130);
    expect(line).toBe('verbatim: interrupted; 256 of 260 letters were done; they are kept in FILE\n');
    expect(result).toMatchObject({ copied: false, fault: 'interrupted', output: text.slice(0, 256) });
  });

  test('on SIGINT while the device is busy, which is not waited for', async () => {
    let destroyed = (_: Error): void => {};
    const never = new Promise<ArrayBuffer>((_, reject) => {
      destroyed = reject;
    });
    const device = async () => ({
      ...(await failing(1, () => {
        process.emit('SIGINT');
        return never;
      })),
      destroy: async () => destroyed(new DeviceLostError('device was destroyed')),
    });
    const { code, line, result } = await partial(device);
    expect(code).toBe(130);
    expect(line).toBe('verbatim: interrupted; 128 of 260 letters were done; they are kept in FILE\n');
    expect(result).toMatchObject({ fault: 'interrupted', output: text.slice(0, 128) });
  });

  test('and no handler of a signal stays behind', async () => {
    const before = process.listenerCount('SIGINT');
    await run(args, { openDevice: () => failing(0, lost) });
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test('an error that is not the device’s stays an internal error', async () => {
    const { code, stderr } = await run(args, {
      openDevice: () => failing(1, () => Promise.reject(new Error('a bug'))),
    });
    expect(code).toBe(1);
    expect(progressless(stderr)).toMatch(/^verbatim: internal error: a bug; /);
  });
});
