import type { AlertKind } from '@syncline/contract';
import type { AlertOwner, AlertRequest } from './alert-request.ts';

/** Ends of a run or group run that a later success of the same work makes good. */
export const FAILURES = ['FAILED', 'EXHAUSTED', 'MISMATCH'] as const satisfies readonly AlertKind[];

/** Unique among alerts that stand open: one of a kind a subject. */
export const openKey = (kind: AlertKind, subjectId: string): string => `${kind}:${subjectId}`;

/** Of work that was expected and did not come. */
export const expectedKey = ({ kind, name }: AlertOwner, businessDate: string | null): string => `EXPECTED:${kind}:${name}:${businessDate ?? NO_DATE}`;

/** Stands for no business date; statements that build the same key say it the same way. */
export const NO_DATE = '-';

/**
 * Names the work whose success resolves an alert although its subject is another one: a later run of the same task and
 * business date, the message that came after all. Null: only what happens to the subject itself resolves it.
 */
export function mendKey({ kind, subject, task, group, businessDate }: AlertRequest): string | null {
  const date = businessDate ?? NO_DATE;
  if (kind === 'NOT_RECEIVED') return expectedKey(task === null ? { kind: 'GROUP', name: group ?? '' } : { kind: 'TASK', name: task }, businessDate);
  if (!FAILURES.some((failure) => failure === kind)) return null;
  return subject.kind === 'GROUP_RUN' ? `GROUP_RUN:${group ?? ''}:${date}` : `RUN:${task ?? ''}:${date}`;
}
