/** A process that times kernels when asked to. */
import { openDawn } from '@verbatim/gpu';
import type { PreparedKernel } from '@verbatim/kernels';
import { INSTANCES, prepared } from './kernels.js';
import type { Answer, Question } from './side.js';

const device = await openDawn(process.argv[2] as 'auto' | 'software' | 'hardware');
const kernels = new Map<string, PreparedKernel>();

async function answer({ kernel: name, slower, samples }: Question): Promise<number[]> {
  const key = `${name} ${slower}`;
  const known = kernels.get(key);
  const { definition, shape, slower: other } = INSTANCES.find((instance) => instance.name === name)!;
  const kernel = known ?? (await prepared(device, definition, slower ? other : shape));
  kernels.set(key, kernel);
  const { nanoseconds } = await device.time([kernel.dispatches], { samples, warmup: 1 });
  return nanoseconds.map(Math.round);
}

process.on('message', async (question: Question) => {
  const reply: Answer = await answer(question).then(
    (nanoseconds) => ({ nanoseconds }),
    (error: Error) => ({ error: error.message }),
  );
  process.send!(reply);
});
process.on('disconnect', () => process.exit(0));
process.send!({ device: device.info } satisfies Answer);
