import { arch, cpus, platform, totalmem } from 'node:os';

/** Who made a result, with what and where: the `run` of every result file. */
export interface RunBlock {
  /** The command line that makes the result again. */
  readonly command: string;
  readonly seed: number;
  /** Versions by name; always has `node`. */
  readonly versions: { readonly [name: string]: string };
  readonly host: {
    readonly platform: string;
    readonly arch: string;
    /** How many logical processors, and what they call themselves. */
    readonly cpus: number;
    readonly cpu: string;
    /** Memory in bytes. */
    readonly memory: number;
  };
  /** The accelerator used; null for work done on the CPU alone. */
  readonly device: string | null;
  /** When the run started, in ISO 8601. */
  readonly started: string;
  /** Of a result that was merged: the runs of its shards, from the first to the last. */
  readonly shards?: readonly Omit<RunBlock, 'shards'>[];
}

/** Describes a run on this machine that starts now and uses no accelerator. */
export function runBlock(run: Pick<RunBlock, 'command' | 'seed' | 'versions'>): RunBlock {
  const processors = cpus();
  return {
    command: run.command,
    seed: run.seed,
    versions: { node: process.versions.node, ...run.versions },
    host: {
      platform: platform(),
      arch: arch(),
      cpus: processors.length,
      cpu: processors[0]?.model.trim() ?? 'unknown',
      memory: totalmem(),
    },
    device: null,
    started: new Date().toISOString(),
  };
}
