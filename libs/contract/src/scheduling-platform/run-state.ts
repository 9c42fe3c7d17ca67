import { z } from 'zod';

export const RunState = z.enum(['QUEUED', 'RUNNING', 'WAITING_RETRY', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED']);
export type RunState = z.output<typeof RunState>;

/** Why a run ended, where the platform itself decided; else the `error.code` of the report. */
export const RUN_END_REASONS = [
  'ATTEMPTS_EXHAUSTED',
  'RECONCILIATION_MISSING',
  'RECONCILIATION_MISMATCH',
  'DEADLINE_EXCEEDED',
  'TARGET_REJECTED',
  'CANCELLED_BY_REQUEST',
  'CANCELLED_BY_OVERLAP',
  'GROUP_STOPPED',
] as const;
export type RunEndReason = (typeof RUN_END_REASONS)[number];
