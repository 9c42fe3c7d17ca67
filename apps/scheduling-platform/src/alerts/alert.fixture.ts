import type { Alert } from '@syncline/contract';

/** An alert that went through all its steps, unless told otherwise. */
export const anAlert = (changes: Partial<Alert> = {}): Alert => ({
  id: '01997c4e-7b00-7000-8000-000000000001', kind: 'OVERDUE', state: 'RESOLVED', runId: '01997c4e-7b00-7000-8000-000000000002', groupRunId: null, occurrenceId: null,
  task: 'sync-cities', group: null, businessDate: '2026-08-04', detail: 'The run is overdue; it is QUEUED.',
  openedAt: '2026-08-04T19:00:00.000Z', acknowledgedAt: '2026-08-04T19:05:00.000Z', acknowledgedBy: 'urn:syncline:operator#ann', resolvedAt: '2026-08-04T19:30:00.000Z', ...changes,
});
