import type { AlertKind } from '@syncline/contract';

/** What an alert is about; one alert of a kind stands open for it at a time. */
export interface AlertSubject {
  readonly kind: 'RUN' | 'GROUP_RUN' | 'OCCURRENCE';
  readonly id: string;
}

/** Cause to alert somebody. */
export interface AlertRequest {
  readonly kind: AlertKind;
  readonly subject: AlertSubject;
  readonly task: string | null;
  readonly group: string | null;
  readonly businessDate: string | null;
  /** Of NOT_RECEIVED: the message that did not come (`expectedKey`). */
  readonly expected?: string;
  /** A sentence for people; one that is too long loses its end. */
  readonly detail: string;
}

/** What happened that may put an alert right. */
export type ResolveCause =
  | { readonly cause: 'RUN_SUCCEEDED' | 'RUN_ENDED' | 'RUN_CANCELLED' | 'RUN_REPORTED'; readonly runId: string }
  | { readonly cause: 'GROUP_RUN_SUCCEEDED' | 'GROUP_RUN_CANCELLED'; readonly groupRunId: string }
  | { readonly cause: 'RECEIVED'; readonly expected: string };

export interface AlertOwner {
  readonly kind: 'TASK' | 'GROUP';
  readonly name: string;
}

/** What an alert says of its run. */
export interface RunOfAlert {
  readonly id: string;
  readonly task: string;
  readonly groupName: string | null;
  readonly businessDate: string | null;
}

/** The alert about a run. */
export const aboutRun = (kind: AlertKind, { id, task, groupName, businessDate }: RunOfAlert, detail: string): AlertRequest => ({
  kind, subject: { kind: 'RUN', id }, task, group: groupName, businessDate, detail,
});
