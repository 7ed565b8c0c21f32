#!/usr/bin/env node
let main;
try {
  ({ main } = await import('../dist/index.js'));
} catch (error) {
  // Before the first build nothing of dist is there; after a broken one, a part of it.
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('verbatim: the command is not built; run "npm run build" in the workspace first');
  process.exitCode = 2;
}
if (main) process.exitCode = await main(process.argv.slice(2));
