import { FAILURES, openKey } from './alert-keys.ts';
import type { ResolveCause } from './alert-request.ts';

/** Where to look for the alerts that some causes put right. */
export interface Resolvable {
  /** Alerts that stand open under exactly this key. */
  readonly openKeys: readonly string[];
  /** Alerts mended by exactly this key. */
  readonly mendKeys: readonly string[];
  /** Runs whose success makes good failures of earlier runs of the same task and business date. */
  readonly runs: readonly string[];
  /** The same for group runs. */
  readonly groupRuns: readonly string[];
}

/**
 * The rules by which alerts resolve, as data.
 *
 * | cause      | SILENT | OVERDUE | FAILED, EXHAUSTED, MISMATCH             | NOT_RECEIVED    |
 * |------------|--------|---------|-----------------------------------------|--------------|
 * | reported   | its own|         |                                         |              |
 * | ended      | its own|         |                                         |              |
 * | cancelled  | its own| its own |                                         |              |
 * | succeeded  | its own| its own | its own, and those of earlier runs of   |              |
 * |            |        |         | the same task (group) and business date |              |
 * | received   |        |         |                                         | of that message |
 *
 * MISFIRED is missing on purpose: nothing brings the moment back, so a person's acknowledgement closes it.
 */
const CLOSES_OWN = {
  RUN_REPORTED: ['SILENT'],
  RUN_ENDED: ['SILENT'],
  RUN_CANCELLED: ['SILENT', 'OVERDUE'],
  RUN_SUCCEEDED: ['SILENT', 'OVERDUE', ...FAILURES],
  GROUP_RUN_CANCELLED: ['OVERDUE'],
  GROUP_RUN_SUCCEEDED: ['OVERDUE', ...FAILURES],
} as const;

export function whatResolves(causes: readonly ResolveCause[]): Resolvable {
  return {
    openKeys: causes.flatMap((cause) => (cause.cause === 'RECEIVED' ? [] : CLOSES_OWN[cause.cause].map((kind) => openKey(kind, 'runId' in cause ? cause.runId : cause.groupRunId)))),
    mendKeys: causes.flatMap((cause) => (cause.cause === 'RECEIVED' ? [cause.expected] : [])),
    runs: causes.flatMap((cause) => (cause.cause === 'RUN_SUCCEEDED' ? [cause.runId] : [])),
    groupRuns: causes.flatMap((cause) => (cause.cause === 'GROUP_RUN_SUCCEEDED' ? [cause.groupRunId] : [])),
  };
}
