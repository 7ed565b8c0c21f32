/** Each fault is injected into a process of its own, which needs the built package, as `npm test` has it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const TYPED_FAULT = 3;
const path = (name: string) => fileURLToPath(new URL(`../faults/${name}.mjs`, import.meta.url));

/** Runs a program of `faults/`; one that hangs is killed, which no expectation allows. */
function child(name: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [path(name), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 50_000,
  });
  return { status, signal, stdout: stdout.trim().split('\n'), stderr };
}

/** What a child prints whose device goes on after the fault. */
const goesOn = (...between: string[]) => ['before 2 4 6', ...between, 'after 8 10', 'live bytes 0'];
const lost = ['before 2 4 6', 'after DeviceLostError', 'opened again 8 10', 'live bytes 0'];

describe('a fault has a type and a message, and neither ends the process nor hangs it', () => {
  it('no adapter: the reason for each that was looked for', () => {
    const nowhere = { VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' };
    const hardware = child('no-adapter', ['hardware'], nowhere);
    expect(hardware).toMatchObject({ status: TYPED_FAULT, signal: null });
    expect(hardware.stderr).toMatch(/NoAdapterError \(no-adapter\): no GPU adapter answered: hardware: \S.*\n$/);
    const neither = child('no-adapter', ['auto'], { ...nowhere, TMPDIR: '/nowhere' });
    expect(neither).toMatchObject({ status: TYPED_FAULT, signal: null });
    expect(neither.stderr).toMatch(
      /no GPU adapter answered: hardware: \S.*; software: the software GPU could not be unpacked: ENOENT.*\n$/,
    );
  });

  it('a limit: which one, what it allows, and the largest length that fits', () => {
    expect(child('buffer-limit')).toEqual({
      status: TYPED_FAULT,
      signal: null,
      stdout: goesOn(),
      stderr:
        'LimitExceededError (limit-exceeded): keys needs maxBufferSize = 1099511627776; this device allows 1073741824\n',
    });
    expect(child('binding-limit')).toEqual({
      status: TYPED_FAULT,
      signal: null,
      stdout: goesOn(),
      stderr:
        'LimitExceededError (limit-exceeded): one head of keys needs maxStorageBufferBindingSize = 2147483648; this device allows 1073741824, enough for length 4194304\n',
    });
  });

  it('too many workgroups', () => {
    expect(child('workgroups')).toEqual({
      status: TYPED_FAULT,
      signal: null,
      stdout: goesOn(),
      stderr:
        'LimitExceededError (limit-exceeded): wide needs maxComputeWorkgroupsPerDimension = 70000; this device allows 65535\n',
    });
  });

  it('out of memory: what was allocated before stays, and all of it can be given back', () => {
    // The memory of the software adapter is the address space of the process, which is limited here.
    const script = `ulimit -v 40000000; exec "${process.execPath}" "${path('out-of-memory')}"`;
    const { status, signal, stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', timeout: 50_000 });
    expect({ status, signal }).toEqual({ status: TYPED_FAULT, signal: null });
    expect(stdout.trim().split('\n')).toEqual(goesOn('kept 7', 'counted true true'));
    expect(stderr).toMatch(
      /^OutOfMemoryError \(out-of-memory\): out of device memory: cache \d+ needs 1072693248 bytes beside the \d+ in use; use a shorter length or fewer heads, or destroy buffers first\n$/,
    );
  });

  it('a device that is lost while a read or a measurement is pending', () => {
    for (const name of ['device-lost', 'device-lost-timing']) {
      expect(child(name)).toEqual({
        status: TYPED_FAULT,
        signal: null,
        stdout: lost,
        stderr:
          'DeviceLostError (device-lost): the device was lost (device was destroyed): open it again to go on; what was read back before is kept\n',
      });
    }
  });

  it('a shader that does not compile: message, line, column and the text of the line', () => {
    expect(child('shader')).toEqual({
      status: TYPED_FAULT,
      signal: null,
      stdout: goesOn(),
      stderr:
        "ShaderError (shader-invalid): shader typo, line 6, column 13: unresolved value 'halve' in `x[id.x] = halve + 1.0;`\n",
    });
  });

  it('a pipeline that the device refuses is never used', () => {
    const { stderr, ...rest } = child('pipeline');
    expect(rest).toEqual({ status: TYPED_FAULT, signal: null, stdout: goesOn() });
    expect(stderr).toMatch(/^ShaderError \(shader-invalid\): shader too wide: .*257.*maximum.*256.*\n$/);
  });

  it('bindings that do not fit the program: the next call that waits says so', () => {
    const { stderr, ...rest } = child('bindings');
    expect(rest).toEqual({ status: TYPED_FAULT, signal: null, stdout: goesOn() });
    expect(stderr).toMatch(
      /^DeviceRejectedError \(device-rejected\): the device refused a command: .*entries \(1\).*\n$/,
    );
  });

  it('a buffer that was destroyed', () => {
    expect(child('destroyed-buffer')).toMatchObject({
      status: TYPED_FAULT,
      stdout: goesOn(),
      stderr: 'DeviceRejectedError (device-rejected): the device refused a command: buffer numbers was destroyed\n',
    });
  });

  it('no f16, whether the program says that it needs it or not', () => {
    expect(child('no-f16')).toMatchObject({
      status: TYPED_FAULT,
      stdout: goesOn(),
      stderr:
        'FeatureMissingError (feature-missing): program half needs the feature shader-f16, which this device does not have\n',
    });
    const { stderr, ...rest } = child('no-f16-undeclared');
    expect(rest).toEqual({ status: TYPED_FAULT, signal: null, stdout: goesOn() });
    expect(stderr).toMatch(
      /^ShaderError \(shader-invalid\): shader half, line 1, column \d+: .*f16.* in `enable f16;`\n$/,
    );
  });
});

it('nothing leaks in 1,000 rounds of buffers and programs and 200 of devices', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', path('leak')], { encoding: 'utf8' });
  expect(status).toBe(0);
  const left = JSON.parse(stdout);
  expect(left).toMatchObject({ rounds: 1000, devices: 200, liveBytes: 0, liveBuffers: 0 });
  // A round makes 1 MiB on the device, another on the host and a program: had any stayed, there would be 1,000 MB.
  expect(left.grownByRounds).toBeLessThan(150);
  expect(left.grownByDevices).toBeLessThan(150);
});
