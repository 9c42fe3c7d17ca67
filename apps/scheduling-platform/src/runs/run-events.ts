import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import { insertRunEvent } from '../persistence/sql/insert-run-event.sql.ts';

export type RunEventKind =
  | 'CREATED'
  | 'DISPATCH_ACCEPTED'
  | 'DISPATCH_NOT_TAKEN'
  | 'ANSWER_IGNORED'
  | 'REPORTED'
  | 'REPORT_REFUSED'
  | 'RETRIED'
  | 'CANCELLED'
  | 'TARGET_REJECTED'
  | 'DEADLINE_EXCEEDED'
  | 'OVERDUE';

const LONGEST_DETAIL = 1_000;

/** Details are sentences for people; a longer one loses its end here, never the fact. */
export const shorten = (text: string | null): string | null => (text !== null && text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL - 1)}…` : text);

/** Adds to the story of a run. */
export async function recordRunEvent(tx: Transaction, runId: string, kind: RunEventKind, detail: string | null, data: unknown = null): Promise<void> {
  await tx.execute(insertRunEvent, { id: uuidv7(), runId, kind, detail: shorten(detail), data: data === null ? null : JSON.stringify(data) });
}
