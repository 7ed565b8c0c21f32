/**
 * A real browser for tests: the headless Chromium that @sparticuz/chromium carries, beside its software GPU, and a page whose
 * modules come from the sources of this workspace.
 */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { extract } from 'tar-fs';
import { createViteServer } from 'vitest/node';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
const WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Why there is no Chromium for this machine, or null where there is one. */
export function chromiumMissing(): string | null {
  return process.platform === 'linux' && process.arch === 'x64'
    ? null
    : `Chromium for ${process.platform} ${process.arch}`;
}

/** Starts the browser. Pages that compute nothing need no GPU. */
export async function launchChromium(flags: readonly string[] = ['--disable-gpu']): Promise<Browser> {
  return chromium.launch({ executablePath: await executable(), args: ['--no-sandbox', ...flags] });
}

/** A page of a headless Chromium with WebGPU. */
export interface OpenPage {
  /** Calls an exported function of a module in the page; `module` is a path in the workspace. What it gives must be JSON. */
  call<T>(module: string, name: string): Promise<T>;
  close(): Promise<void>;
}

/** Opens a page that can import the workspace's sources. */
export async function openPage(): Promise<OpenPage> {
  const server = await createViteServer({
    root: WORKSPACE,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    // Nothing is bundled beforehand: all that a page imports is ESM.
    optimizeDeps: { noDiscovery: true, include: [] },
    resolve: { conditions: ['verbatim-source', 'browser', 'import', 'module', 'default'] },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    plugins: [
      {
        name: 'an empty page',
        configureServer: ({ middlewares }) => {
          middlewares.use((request, response, next) => {
            if (request.url === '/') {
              response.setHeader('content-type', 'text/html').end('<!doctype html><title>Verbatim</title>');
            } else {
              next();
            }
          });
        },
      },
    ],
  });
  await server.listen();
  const { port } = server.httpServer!.address() as AddressInfo;
  const browser = await launchChromium(WEBGPU_FLAGS);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    // A string, because the test runner rewrites imports in functions.
    call: (module, name) => page.evaluate(`import('/${module}').then((module) => module.${name}())`),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Unpacks the browser and its software GPU into the temporary folder, once. */
async function executable(): Promise<string> {
  const require = createRequire(import.meta.url);
  const home = dirname(dirname(require.resolve('@sparticuz/chromium')));
  const { version } = require(join(home, 'package.json')) as { version: string };
  const folder = join(tmpdir(), `verbatim-chromium-${version}-${process.getuid?.() ?? 'user'}`);
  const path = join(folder, 'chromium');
  if (existsSync(path)) {
    return path;
  }
  const fresh = await mkdtemp(`${folder}-`);
  const packed = (name: string) => createReadStream(join(home, 'bin', name));
  await pipeline(packed('swiftshader.tar.br'), createBrotliDecompress(), extract(fresh));
  await pipeline(packed('chromium.br'), createBrotliDecompress(), createWriteStream(join(fresh, 'chromium')));
  await chmod(join(fresh, 'chromium'), 0o755);
  try {
    await rename(fresh, folder);
  } catch {
    // Another process was first.
    await rm(fresh, { recursive: true, force: true });
  }
  return path;
}
