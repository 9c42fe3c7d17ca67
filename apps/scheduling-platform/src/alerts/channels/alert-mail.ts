import type { Alert, AlertKind } from '@syncline/contract';
import { ALERT_STEPS, messageId, type AlertMessage } from '../domain/alert-message.ts';

/** The parts of a mail that depend on the alert. */
export interface AlertMail {
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  /** The mail that said that the alert was opened: programs show what follows beneath it. */
  readonly inReplyTo: string | null;
}

const WHAT_TO_DO: Readonly<Record<AlertKind, string>> = {
  OVERDUE: 'It is not complete although it should be. See what the run waits for; it goes on by itself, and the alert resolves when it succeeds or is cancelled.',
  SILENT: 'Its target has reported nothing new for too long. Look whether the target still works; the run is dispatched again meanwhile, and the next report resolves the alert.',
  FAILED: 'It has ended and is not tried again by itself. Mend the cause, then retry the run; the alert resolves when it, or a later one of the same business date, succeeds.',
  EXHAUSTED: 'Every attempt has failed. Mend the cause, then retry the run, which starts a new series of attempts.',
  MISMATCH: 'What the target holds is not what the source sealed. Look at the differences before anybody uses the data; then retry the run.',
  MISFIRED: 'A firing was missed and is not made good. Start the run by hand if its work is needed, then acknowledge the alert, which closes it.',
  NOT_RECEIVED: 'A message that was expected has not come. Ask the upstream system; when it comes, the work starts and the alert resolves.',
};

const HEADLINES = { [ALERT_STEPS.OPENED]: '', [ALERT_STEPS.ACKNOWLEDGED]: 'Acknowledged: ', [ALERT_STEPS.RESOLVED]: 'Resolved: ' } as const;

/** The deepest control characters have no place in a mail; line ends and tabs have. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/**
 * A mail about an alert, in plain text. Its subject holds names and a date only, whose shape is known, and never the
 * alert's detail: that may come from another system, stands in the body, and is marked there as a quotation.
 *
 * @param publicUrl of this service, for the place where the rest can be read
 * @param domain right-hand side of the message ids
 */
export function alertMail({ id, step, at, alert }: AlertMessage, { publicUrl, domain }: { publicUrl: string; domain: string }): AlertMail {
  const isOpening = step === ALERT_STEPS.OPENED;
  return {
    subject: `[Syncline] ${HEADLINES[step]}${alert.kind} ${about(alert)}`,
    text: [
      `${HEADLINES[step]}${alert.kind}, ${about(alert)}, ${at}`,
      quote(alert.detail ?? ''),
      ...(isOpening ? [WHAT_TO_DO[alert.kind]] : []),
      ...(step === ALERT_STEPS.ACKNOWLEDGED ? [`${alert.acknowledgedBy ?? 'Somebody'} is at it.`] : []),
      [`Alert: ${publicUrl}/api/v1/alerts/${alert.id}`, ...subjectUrl(alert, publicUrl)].join('\n'),
    ].join('\n\n'),
    messageId: `<${id}@${domain}>`,
    inReplyTo: isOpening ? null : `<${messageId(alert.id, ALERT_STEPS.OPENED)}@${domain}>`,
  };
}

function about({ task, group, businessDate }: Alert): string {
  const work = [group === null ? '' : `group ${group}`, task === null ? '' : `task ${task}`].filter((word) => word !== '').join(', ');
  return businessDate === null ? work : `${work}, business date ${businessDate}`;
}

const subjectUrl = ({ runId, groupRunId }: Alert, publicUrl: string): string[] => {
  if (runId !== null) return [`Run: ${publicUrl}/api/v1/runs/${runId}`];
  return groupRunId === null ? [] : [`Group run: ${publicUrl}/api/v1/group-runs/${groupRunId}`];
};

const quote = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(CONTROLS, ' ').split('\n').map((line) => `> ${line}`).join('\n');
