import type { Members } from '../json-rows.ts';

/** What goes along with a run, whether it is made or changed: the rows that more than one statement writes. */

export const RUN_EVENT: Members = { id: 'uuid', runId: 'uuid', at: 'instant', kind: 'word', detail: 'text', dataJson: 'json' };

export const RUN_DEADLINE: Members = { runId: 'uuid', kind: 'word', dueAt: 'instant' };
