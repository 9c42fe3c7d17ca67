import { AuthSetting, durationToMs, Duration, HttpUrl } from '@syncline/contract';
import { baseEnv, baseFile, loadConfig, type BaseConfig } from '@syncline/service-kit';
import { z } from 'zod';
import { parseCrashPlan, type CrashPlan } from './extracts/building/crash-points.ts';

const Milliseconds = Duration.transform(durationToMs);

/** Shorter would take an extract from under who is reading it. */
const Kept = Milliseconds.refine((ms) => ms >= 3_600_000, 'must be at least PT1H');

const file = baseFile.extend({
  /** Who is told that a business date is closed, each with its own authentication. */
  announce: z
    .array(z.strictObject({ url: HttpUrl, auth: AuthSetting }))
    .refine((targets) => new Set(targets.map(({ url }) => url)).size === targets.length, 'must name each receiver once')
    .default([]),
  build: z
    .strictObject({
      /** Extracts built at once by this process; one connection more than all their lanes holds the snapshot. */
      extractsAtOnce: z.int().min(1).max(32).default(2),
      /** Lanes of one extract, each a connection to the source that reads a run of its parts. */
      partsAtOnce: z.int().min(1).max(32).default(2),
    })
    .prefault({}),
  /** Absent: kept for ever. The newest date of a view always is. */
  retention: z
    .strictObject({
      /** How long an extract is kept after it was sealed. */
      keepFor: Kept.optional(),
      /** How long it is kept, if that is shorter, after a newer revision of its date was sealed. */
      keepSupersededFor: Kept.optional(),
    })
    .prefault({}),
  /** For each client (issuer and client id) and in each instance. */
  limits: z
    .strictObject({
      /** Parts that are being sent at once. */
      concurrentDownloads: z.int().min(1).max(10_000).default(64),
      /** Of parts, on average; absent: no limit. */
      bytesPerSecond: z.int().min(1_000).optional(),
      /** A reader that takes less than a kilobyte a second for this long is cut off; it may resume. */
      stalledAfter: Milliseconds.prefault('PT2M'),
    })
    .prefault({}),
  rows: z
    .strictObject({
      /** A page of live rows that takes longer is given up. */
      timeout: Milliseconds.prefault('PT5S'),
      /** Pages read at once by this instance, each over a connection of its own. */
      readersAtOnce: z.int().min(1).max(100).default(4),
      /** The most that a page may cost by the estimate of PostgreSQL's planner; the default is about 400 MB read in order. */
      maxCost: z.number().min(100).default(50_000),
    })
    .prefault({}),
});

const env = baseEnv.extend({
  GOLDEN_SOURCE_URL: z.string().regex(/^(postgres|postgresql|oracle):\/\/\S+$/, 'must be postgres://… or oracle://…'),
  CATALOGUE_DIR: z.string(),
  EXTRACTS_DIR: z.string(),
  LEASE: Milliseconds.prefault('PT15S'),
  POLL: Milliseconds.prefault('PT1S'),
  /** For tests only: where this process kills itself (`extracts/building/crash-points.ts`). */
  CRASH_AT: z.string().refine((text) => parseCrashPlan(text) !== null, 'must be a crash point').transform(parseCrashPlan).optional(),
});

/** Who is told about closed dates. */
export interface AnnounceTarget {
  readonly url: string;
  readonly auth: AuthSetting;
}

/** What the provider is told at its start. */
export interface DataProviderConfig extends BaseConfig {
  readonly goldenSourceUrl: string;
  readonly catalogueDir: string;
  readonly extractsDir: string;
  readonly announce: readonly AnnounceTarget[];
  readonly build: { readonly extractsAtOnce: number; readonly partsAtOnce: number };
  /** In milliseconds; undefined: for ever. */
  readonly retention: { readonly keepFor?: number | undefined; readonly keepSupersededFor?: number | undefined };
  readonly limits: { readonly concurrentDownloads: number; readonly bytesPerSecond?: number | undefined; readonly stalledAfterMs: number };
  readonly rows: { readonly timeoutMs: number; readonly readersAtOnce: number; readonly maxCost: number };
  /** How long a builder or announcer may be silent before another takes over. */
  readonly leaseMs: number;
  /** The pause between two looks for what is due; work that arises in this process is begun at once. */
  readonly pollMs: number;
  /** Where this process kills itself; null but in tests. */
  readonly crashAt: CrashPlan | null;
}

export function loadDataProviderConfig(environment?: Readonly<Record<string, string | undefined>>): DataProviderConfig {
  const { file: settings, env: variables, ...base } = loadConfig({ service: 'data-provider', file, env }, environment);
  return Object.freeze({
    ...base,
    goldenSourceUrl: variables.GOLDEN_SOURCE_URL,
    catalogueDir: variables.CATALOGUE_DIR,
    extractsDir: variables.EXTRACTS_DIR,
    announce: settings.announce,
    build: settings.build,
    retention: settings.retention,
    limits: { ...settings.limits, stalledAfterMs: settings.limits.stalledAfter },
    rows: { ...settings.rows, timeoutMs: settings.rows.timeout },
    leaseMs: variables.LEASE,
    pollMs: variables.POLL,
    crashAt: variables.CRASH_AT ?? null,
  });
}

/** What the loops need to know of the configuration; its own injection token. */
export class BuildTiming {
  readonly extractsAtOnce: number;
  readonly partsAtOnce: number;
  readonly leaseMs: number;
  readonly pollMs: number;

  constructor({ build, leaseMs, pollMs }: Pick<DataProviderConfig, 'build' | 'leaseMs' | 'pollMs'>) {
    this.extractsAtOnce = build.extractsAtOnce;
    this.partsAtOnce = build.partsAtOnce;
    this.leaseMs = leaseMs;
    this.pollMs = pollMs;
  }
}
