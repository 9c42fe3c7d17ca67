import { statement } from '@syncline/database';
import { insertOf } from '../json-rows.ts';
import { RUN_DEADLINE, RUN_EVENT } from './run-rows.ts';

/** Each a JSON list (`json-rows.ts`), and each may be empty. */
interface Binds {
  runs: string;
  deadlines: string;
  events: string;
  occurrences: string;
}

const runs = insertOf('runs', 'runs', {
  id: 'uuid', task: 'word', taskVersion: 'number', groupRunId: 'uuid', groupName: 'word', memberIndex: 'number', isHeld: 'boolean',
  businessDate: 'word', triggerKind: 'word', messageId: 'uuid', traceparent: 'word', parametersJson: 'json', parametersDigest: 'word', overlap: 'word', queueKey: 'word',
  priority: 'number', targetKey: 'word', maxInFlight: 'number', state: 'word', attempt: 'number', attemptLimit: 'number', dispatches: 'number', attemptDispatches: 'number',
  dispatchFailures: 'number', lastSequence: 'number', dueAt: 'instant', nextUrl: 'text', createdAt: 'instant', deadlineAt: 'instant',
});
const deadlines = insertOf('run_deadlines', 'deadlines', RUN_DEADLINE);
const events = insertOf('run_events', 'events', RUN_EVENT);
const occurrences = insertOf('occurrences', 'occurrences', {
  id: 'uuid', task: 'word', groupName: 'word', triggerKind: 'word', scheduledFor: 'instant', recordedAt: 'instant', businessDate: 'word', outcome: 'word', detail: 'text',
  runId: 'uuid', groupRunId: 'uuid', messageId: 'uuid',
});

/** Writes what came of firings: their occurrences, and the runs they made with deadlines and the first lines of their stories. */
export const insertFirings = statement<Binds>({
  name: 'insert-firings',
  postgres: `WITH made AS (${runs.postgres}), watched AS (${deadlines.postgres}), told AS (${events.postgres}) ${occurrences.postgres}`,
  oracle: [runs.oracle, deadlines.oracle, events.oracle, occurrences.oracle],
});
