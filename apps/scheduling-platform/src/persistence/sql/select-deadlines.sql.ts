import { statement } from '@syncline/database';
import type { DeadlineKind } from '../../runs/domain/run-command.ts';
import { rowsOf } from '../json-rows.ts';
import { NOW } from './now.ts';

const asked = rowsOf('deadlines', 'd', { runId: 'uuid', kind: 'word' });
const select = (from: string, now: string): string => `SELECT p.run_id, p.kind FROM run_deadlines p JOIN ${from} ON p.run_id = d.run_id AND p.kind = d.kind WHERE p.due_at <= ${now}`;

/**
 * Which of these deadlines (a JSON list of `runId` and `kind`) stand and are due. Whoever asks has seen them due without a
 * lock; since then a run may have been retried, and its row now says tomorrow. The caller holds the runs, so they stay.
 */
export const selectDeadlines = statement<{ deadlines: string }, { runId: string; kind: DeadlineKind }>({
  name: 'select-deadlines',
  postgres: select(asked.postgres, NOW.postgres),
  oracle: select(asked.oracle, NOW.oracle),
});
