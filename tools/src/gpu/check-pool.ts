/** Shares the checks of kernels among processes: references are computed by the CPU, one core a process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AdapterChoice } from '@verbatim/gpu';
import { type CheckJob, type JobResult, JobRunner } from './check-jobs.js';

/**
 * Runs all jobs, in this process if there is to be one, and tells each result as it comes.
 *
 * @param processes - how many, 1 or more.
 * @throws Error when a process ends before its job does.
 */
export async function runJobs(
  jobs: readonly CheckJob[],
  processes: number,
  adapter: AdapterChoice,
  onResult: (job: CheckJob, result: JobResult) => void,
): Promise<void> {
  if (processes === 1) {
    const runner = new JobRunner(adapter);
    try {
      for (const job of jobs) onResult(job, await runner.run(job));
    } finally {
      await runner.close();
    }
    return;
  }
  const waiting = [...jobs];
  const workers = Array.from({ length: Math.min(processes, jobs.length) }, () =>
    fork(new URL('./check-worker.js', import.meta.url), [adapter]),
  );
  const work = async (worker: ChildProcess) => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift())
      onResult(job, await answerOf(worker, job));
    worker.disconnect();
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) if (worker.connected) worker.kill();
  }
}

async function answerOf(worker: ChildProcess, job: CheckJob): Promise<JobResult> {
  const ended = new AbortController();
  try {
    worker.send(job);
    return await Promise.race([
      once(worker, 'message', ended).then(([result]) => result as JobResult),
      once(worker, 'exit', ended).then(([code, signal]) => {
        throw new Error(`${job.kernel} in ${job.precision}: the process that checked it ended with ${code ?? signal}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}
