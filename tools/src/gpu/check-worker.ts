/** A process that checks kernels: it takes jobs as messages, and answers each with its result. See `check-pool.ts`. */
import type { AdapterChoice } from '@verbatim/gpu';
import { type CheckJob, JobRunner } from './check-jobs.js';

const runner = new JobRunner(process.argv[2] as AdapterChoice);
process.on('message', async (job: CheckJob) => {
  process.send!(await runner.run(job));
});
process.on('disconnect', async () => {
  await runner.close();
  process.exit();
});
