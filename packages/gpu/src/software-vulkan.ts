/**
 * A GPU in software, from npm alone: the SwiftShader driver and the Vulkan loader that the package @sparticuz/chromium
 * carries for headless browsers. They are unpacked once into the temporary folder and loaded into this process, after which
 * Dawn finds them; no display, no system package.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const LOADER = 'libvulkan.so.1';
const DRIVER = 'vk_swiftshader_icd.json';

/** Kept for the life of the process: a library that is collected is unloaded under Dawn's feet. */
let loaded: unknown;

/**
 * Loads the software driver and its loader into this process.
 *
 * @returns null when they are there, or the reason why they are not, in one line.
 */
export async function loadSoftwareVulkan(): Promise<string | null> {
  if (loaded !== undefined) {
    return null;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `the software GPU is for linux x64; this is ${process.platform} ${process.arch}`;
  }
  try {
    const folder = await unpacked();
    process.env.VK_ICD_FILENAMES = join(folder, DRIVER);
    process.env.VK_DRIVER_FILES = join(folder, DRIVER);
    const { default: koffi } = await import('koffi');
    loaded = koffi.load(join(folder, LOADER));
    return null;
  } catch (error) {
    return `the software GPU could not be loaded: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** Why the system's own Vulkan loader cannot be used on Linux, or null when it can. */
export async function vulkanLoaderMissing(): Promise<string | null> {
  try {
    const { default: koffi } = await import('koffi');
    koffi.load(LOADER);
    return null;
  } catch {
    return `there is no Vulkan loader (${LOADER}) on this machine`;
  }
}

/** The folder with both libraries, unpacked by whoever comes first. */
async function unpacked(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  // build/index.js of the package; the archive lies beside its folder.
  const archive = join(dirname(dirname(resolve('@sparticuz/chromium'))), 'bin', 'swiftshader.tar.br');
  const { version } = createRequire(import.meta.url)(join(dirname(dirname(archive)), 'package.json')) as {
    version: string;
  };
  const folder = join(tmpdir(), `verbatim-software-gpu-${version}-${process.getuid?.() ?? 'user'}`);
  if (existsSync(join(folder, DRIVER))) {
    return folder;
  }
  const { extract } = await import('tar-fs');
  const fresh = await mkdtemp(`${folder}-`);
  await pipeline(createReadStream(archive), createBrotliDecompress(), extract(fresh));
  try {
    await rename(fresh, folder);
  } catch {
    // Another process was first.
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}
