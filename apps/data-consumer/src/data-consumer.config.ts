import { availableParallelism } from 'node:os';
import { Duration, durationToMs } from '@syncline/contract';
import { baseEnv, baseFile, loadConfig, type ServiceConfig } from '@syncline/service-kit';
import { z } from 'zod';
import { parseCrashPlan, type CrashPlan } from './file-syncs/crash-points.ts';
import type { OutputSettings } from './outputs/output-settings.ts';

const file = baseFile.extend({
  load: z.strictObject({
    /** Worker threads at most, and so files in work at once; default: the machine's cores, but no more than four. */
    threads: z.int().min(1).max(64).optional(),
    /** Parts of one file that are loaded at once, each on a connection of its own. */
    partsInParallel: z.int().min(1).max(16).default(4),
  }).prefault({}),
  outputs: z.strictObject({
    /** Of how many business dates the rows of an output are kept, the newest ones. */
    keepBusinessDates: z.int().min(1).max(100_000).default(400),
    /** An output with more rows fails. */
    maxRows: z.int().min(1).max(100_000_000).default(1_000_000),
    /** One that takes longer fails; at most a day. */
    timeLimit: Duration.transform(durationToMs).pipe(z.number().max(86_400_000, 'must be at most P1D')).prefault('PT10M'),
  }).prefault({}),
});

const Milliseconds = Duration.transform(durationToMs);

const env = baseEnv.extend({
  /** How long a file sync stays with an instance that says nothing; renewed at a third. */
  LEASE: Milliseconds.prefault('PT15S'),
  /** How often an instance looks for work that nobody told it of. */
  POLL: Milliseconds.prefault('PT1S'),
  /** The folder with the definitions of outputs; absent: there are none. */
  OUTPUTS_DIR: z.string().optional(),
  /** For tests only: where this process kills itself (`file-syncs/crash-points.ts`). */
  CRASH_AT: z.string().refine((text) => parseCrashPlan(text) !== null, 'must be a crash point').transform(parseCrashPlan).optional(),
});

type File = z.output<typeof file>;
type Env = z.output<typeof env>;

/** Everything about the way syncs are run. Durations in milliseconds. */
export interface SyncSettings {
  readonly nodeId: string;
  readonly databaseUrl: string;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly threads: number;
  readonly partsInParallel: number;
  /** A source that sends nothing for so long is dropped. */
  readonly sourceIdleMs: number;
  /** The wait before asking a source again that cut or refused; doubled each time. */
  readonly reconnectMs: number;
  /** The wait before looking again whether a business date is closed, where the source says nothing else. */
  readonly waitForSourceMs: number;
  /** A job at work reports at least so often. */
  readonly reportAtLeastEveryMs: number;
  /** Where this process kills itself; null but in tests. */
  readonly crashAt: CrashPlan | null;
}

export interface DataConsumerConfig extends ServiceConfig<File, Env> {
  readonly sync: SyncSettings;
  readonly outputs: OutputSettings;
}

/** Reads environment and configuration file. @throws ConfigError with every problem found */
export function loadDataConsumerConfig(environment: Readonly<Record<string, string | undefined>> = process.env): DataConsumerConfig {
  const config = loadConfig<File, Env>({ service: 'data-consumer', file, env }, environment);
  return Object.freeze({ ...config, sync: syncSettings(config), outputs: outputSettings(config) });
}

/** A thread has a heap of its own, about 40 MB: more than these only where somebody asks for it. */
const MOST_THREADS_UNASKED = 4;

const syncSettings = (config: ServiceConfig<File, Env>): SyncSettings => ({
  nodeId: config.nodeId,
  databaseUrl: config.databaseUrl,
  leaseMs: config.env.LEASE,
  pollMs: config.env.POLL,
  threads: config.file.load.threads ?? Math.min(availableParallelism(), MOST_THREADS_UNASKED),
  partsInParallel: config.file.load.partsInParallel,
  sourceIdleMs: 30_000,
  reconnectMs: 500,
  waitForSourceMs: 5_000,
  reportAtLeastEveryMs: 25_000,
  crashAt: config.env.CRASH_AT ?? null,
});

const outputSettings = ({ file: { outputs }, env: variables }: ServiceConfig<File, Env>): OutputSettings => ({
  folder: variables.OUTPUTS_DIR ?? null, keepBusinessDates: outputs.keepBusinessDates, maxRows: outputs.maxRows, timeLimitMs: outputs.timeLimit,
});

/** Connections of the main thread; the worker threads have their own. */
export const MAIN_CONNECTIONS = 5;

/** Injection token of the whole configuration. */
export const CONFIG = Symbol('DataConsumerConfig');
/** Injection token of `SyncSettings`. */
export const SYNC_SETTINGS = Symbol('SyncSettings');
