import { jsonDigest, type AlertKind, type MessageTrigger } from '@syncline/contract';
import type { AlertOwner, AlertRequest } from './alert-request.ts';

/** Ends of a run or group run that a later success of the same work makes good. */
export const FAILURES = ['FAILED', 'EXHAUSTED', 'MISMATCH'] as const satisfies readonly AlertKind[];

/** Unique among alerts that stand open: one of a kind a subject. */
export const openKey = (kind: AlertKind, subjectId: string): string => `${kind}:${subjectId}`;

/**
 * Of a message that one trigger of a task or group expects for a business date. A digest, because what a trigger hears has no
 * bounds; by when it expects it says nothing about which message that is.
 */
export function expectedKey({ kind, name }: AlertOwner, { type, source, subject, filter, businessDate: pointer }: MessageTrigger, businessDate: string | null): string {
  return `EXPECTED:${jsonDigest([kind, name, type, source, subject, filter, pointer])}:${businessDate ?? NO_DATE}`;
}

/** Stands for no business date; statements that build the same key say it the same way. */
export const NO_DATE = '-';

/**
 * Names the work whose success resolves an alert although its subject is another one: a later run of the same task and
 * business date, the message that came after all. Null: only what happens to the subject itself resolves it.
 */
export function mendKey({ kind, subject, task, group, businessDate, expected }: AlertRequest): string | null {
  const date = businessDate ?? NO_DATE;
  if (kind === 'NOT_RECEIVED') return expected ?? null;
  if (!FAILURES.some((failure) => failure === kind)) return null;
  return subject.kind === 'GROUP_RUN' ? `GROUP_RUN:${group ?? ''}:${date}` : `RUN:${task ?? ''}:${date}`;
}
