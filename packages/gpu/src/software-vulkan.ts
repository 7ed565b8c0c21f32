/**
 * A GPU in software, from npm alone: the SwiftShader driver and the Vulkan loader that the package @sparticuz/chromium
 * carries for headless browsers. They are unpacked once into the temporary folder and loaded into this process, after which
 * Dawn finds them; no display, no system package.
 */
import { createReadStream, existsSync } from 'node:fs';
import { lstat, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { firstLine, koffiMissing, loadNativeLibrary } from './native-library.js';

const LOADER = 'libvulkan.so.1';
const DRIVER = 'vk_swiftshader_icd.json';
/** Where Vulkan loaders, new and old, are told which drivers there are. */
const DRIVER_VARIABLES = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'] as const;

/** The unpacked driver; its loader is kept for the life of the process, since collecting it would unload it under Dawn's feet. */
export interface SoftwareVulkan {
  readonly driver: string;
  readonly loader: unknown;
}

let loaded: SoftwareVulkan | undefined;

/**
 * Loads the software driver and its loader into this process.
 *
 * @returns the driver, or the reason why there is none, in one line.
 */
export async function loadSoftwareVulkan(
  { platform, arch }: { readonly platform: string; readonly arch: string } = process,
  load: typeof loadNativeLibrary = loadNativeLibrary,
): Promise<SoftwareVulkan | string> {
  if (platform !== 'linux' || arch !== 'x64') {
    return `the software GPU is for linux x64; this is ${platform} ${arch}`;
  }
  if (loaded !== undefined) {
    return loaded;
  }
  try {
    await vulkanLoaderMissing();
    const folder = await unpacked();
    const loader = await load(join(folder, LOADER));
    if (typeof loader === 'string') {
      return `the software GPU could not be loaded: ${loader}`;
    }
    loaded = { driver: join(folder, DRIVER), loader };
    return loaded;
  } catch (error) {
    return `the software GPU could not be unpacked: ${firstLine(error)}`;
  }
}

/**
 * Calls something while Vulkan loaders see the software driver and no other. The environment is as before when this returns,
 * so that child processes find the hardware.
 */
export function withSoftwareDriver<T>({ driver }: SoftwareVulkan, call: () => T): T {
  const before = DRIVER_VARIABLES.map((name) => [name, process.env[name]] as const);
  for (const name of DRIVER_VARIABLES) {
    process.env[name] = driver;
  }
  try {
    return call();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  }
}

let systemLoader: Promise<string | null> | undefined;

/**
 * Why the system's own Vulkan loader cannot be used on Linux, or null when it can, or when that cannot be told without Dawn.
 * Asked before Dawn, which would print it, and once: when the software driver is loaded, its loader answers under the same name.
 */
export function vulkanLoaderMissing(): Promise<string | null> {
  systemLoader ??= askForLoader();
  return systemLoader;
}

async function askForLoader(): Promise<string | null> {
  if ((await koffiMissing()) !== null) {
    return null;
  }
  const library = await loadNativeLibrary(LOADER);
  return typeof library === 'string' ? `there is no Vulkan loader here: ${library}` : null;
}

/** The folder with both libraries, unpacked by whoever comes first. */
async function unpacked(): Promise<string> {
  const require = createRequire(import.meta.url);
  // build/index.js of the package; the archive lies beside its folder.
  const home = dirname(dirname(require.resolve('@sparticuz/chromium')));
  const { version } = require(join(home, 'package.json')) as { version: string };
  const folder = join(tmpdir(), `verbatim-software-gpu-${version}-${process.getuid?.() ?? 'user'}`);
  if (existsSync(join(folder, DRIVER))) {
    await assertOwn(folder);
    return folder;
  }
  const { extract } = await import('tar-fs');
  const fresh = await mkdtemp(`${folder}-`);
  await pipeline(createReadStream(join(home, 'bin', 'swiftshader.tar.br')), createBrotliDecompress(), extract(fresh));
  try {
    await rename(fresh, folder);
  } catch {
    // Another process was first.
    await rm(fresh, { recursive: true, force: true });
    await assertOwn(folder);
  }
  return folder;
}

/**
 * Anybody can make a folder in the temporary one, and what is in this one is loaded and run.
 *
 * @throws Error unless it is a folder of this user that nobody else may write to.
 */
export async function assertOwn(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} is not a folder that only this user may write to; remove it`);
  }
}
