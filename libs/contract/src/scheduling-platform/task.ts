import { z } from 'zod';
import { AuthSetting } from '../auth-setting.ts';
import { optional } from '../primitives/optional.ts';
import { HttpUrl, Name, Ordinal, Parameters } from '../primitives/text.ts';
import { Duration, durationToMs, Instant } from '../primitives/time.ts';
import { BusinessTime, Trigger } from './trigger.ts';

/** Who may report on the runs of a task: the pair of issuer and subject of the token. */
export const Reporter = z.strictObject({ issuer: z.string().min(1).max(500), subject: z.string().min(1).max(500) });
export type Reporter = z.output<typeof Reporter>;

const LONGEST_ANSWER_MS = 3_600_000;

export const TaskTarget = z
  .strictObject({
    /** Where a dispatch is posted to: instances of one target, tried in turn. */
    urls: z.array(HttpUrl).min(1).max(100),
    /** How long the answer to one dispatch may take; work that takes longer is accepted and reported. */
    timeout: Duration.refine((text) => durationToMs(text) <= LONGEST_ANSWER_MS, 'must be at most PT1H').default('PT10S'),
    maxInFlight: z.int().min(1).max(10_000).default(50),
    auth: AuthSetting,
    reporter: optional(Reporter),
  })
  .refine((target) => target.auth.kind === 'service-jwt' || target.reporter !== null, {
    path: ['reporter'],
    message: 'is required unless auth is service-jwt',
  });
export type TaskTarget = z.output<typeof TaskTarget>;

export const RetryPolicy = z.strictObject({
  /** Attempts in all, the first included. */
  maxAttempts: z.int().min(1).max(1000).default(5),
  initial: Duration.default('PT5S'),
  factor: z.number().min(1).max(10).default(2),
  max: Duration.default('PT5M'),
});
export type RetryPolicy = z.output<typeof RetryPolicy>;

export const Deadlines = z.strictObject({
  overdueAfter: optional(Duration),
  overdueAt: optional(BusinessTime),
  silentAfter: Duration.default('PT5M'),
  failAfter: Duration.default('PT24H'),
});
export type Deadlines = z.output<typeof Deadlines>;

export const Completion = z.enum(['RECONCILED', 'REPORTED']);
export type Completion = z.output<typeof Completion>;

export const Overlap = z.enum(['SKIP', 'QUEUE', 'ALLOW', 'CANCEL_PREVIOUS']);
export type Overlap = z.output<typeof Overlap>;

const definition = {
  name: Name,
  target: TaskTarget,
  triggers: z.array(Trigger).max(100).default([]),
  completion: Completion.default('RECONCILED'),
  /** How long after a dispatch the next one follows while the run is not complete. */
  redispatchEvery: Duration.default('PT10S'),
  retry: RetryPolicy.prefault({}),
  deadlines: Deadlines.prefault({}),
  overlap: Overlap.default('QUEUE'),
  /** Higher goes first. */
  priority: z.int().min(-1000).max(1000).default(0),
  parameters: Parameters.default({}),
};

/** The body of `PUT /tasks/{name}`. */
export const TaskDefinition = z.strictObject(definition).meta({ id: 'TaskDefinition' });
export type TaskDefinition = z.output<typeof TaskDefinition>;

export const Task = z
  .object({ ...definition, version: Ordinal, paused: z.boolean(), createdAt: Instant, updatedAt: Instant })
  .meta({ id: 'Task' });
export type Task = z.output<typeof Task>;
