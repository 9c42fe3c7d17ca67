import type { Alert } from '@syncline/contract';

/** What a channel is told about an alert, in this order; the number is that of `alert_deliveries.step`. */
export const ALERT_STEPS = { OPENED: 1, ACKNOWLEDGED: 2, RESOLVED: 3 } as const;

export type AlertStep = (typeof ALERT_STEPS)[keyof typeof ALERT_STEPS];

const WORDS = { 1: 'opened', 2: 'acknowledged', 3: 'resolved' } as const satisfies Record<AlertStep, string>;

/** One thing to be told. It is the same, to the byte, however often and however late it is told. */
export interface AlertMessage {
  /** The same for every channel and every try: what a receiver recognises a repeat by. */
  readonly id: string;
  readonly step: AlertStep;
  readonly word: (typeof WORDS)[AlertStep];
  /** Instant at which it happened. */
  readonly at: string;
  /** The alert as it stood then. */
  readonly alert: Alert;
}

/**
 * What is to be told about a step of an alert, from the alert as it is now. Nothing of an alert changes but its state
 * and the moments of its steps, each of them once; so how it stood earlier is known without having been kept.
 */
export function alertMessage(alert: Alert, step: AlertStep): AlertMessage {
  const then = asOf(alert, step);
  return { id: messageId(alert.id, step), step, word: WORDS[step], at: then.resolvedAt ?? then.acknowledgedAt ?? then.openedAt, alert: then };
}

export const messageId = (alertId: string, step: AlertStep): string => `${alertId}_${WORDS[step]}`;

function asOf(alert: Alert, step: AlertStep): Alert {
  if (step === ALERT_STEPS.RESOLVED) return alert;
  if (step === ALERT_STEPS.ACKNOWLEDGED) return { ...alert, state: 'ACKNOWLEDGED', resolvedAt: null };
  return { ...alert, state: 'OPEN', acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null };
}
