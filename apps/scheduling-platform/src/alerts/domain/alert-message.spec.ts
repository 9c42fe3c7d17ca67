import { anAlert } from '../alert.fixture.ts';
import { ALERT_STEPS, alertMessage } from './alert-message.ts';

const opened = { state: 'OPEN', acknowledgedAt: null, acknowledgedBy: null, resolvedAt: null } as const;
const acknowledged = { ...opened, state: 'ACKNOWLEDGED', acknowledgedAt: anAlert().acknowledgedAt, acknowledgedBy: anAlert().acknowledgedBy } as const;

describe('alertMessage', () => {
  it('says of each step how the alert stood then, however late it is told', () => {
    const now = anAlert();
    expect(alertMessage(now, ALERT_STEPS.OPENED)).toEqual({ id: `${now.id}_opened`, step: 1, word: 'opened', at: now.openedAt, alert: anAlert(opened) });
    expect(alertMessage(now, ALERT_STEPS.ACKNOWLEDGED)).toEqual({ id: `${now.id}_acknowledged`, step: 2, word: 'acknowledged', at: now.acknowledgedAt, alert: anAlert(acknowledged) });
    expect(alertMessage(now, ALERT_STEPS.RESOLVED)).toEqual({ id: `${now.id}_resolved`, step: 3, word: 'resolved', at: now.resolvedAt, alert: now });
  });

  it('is the same, to the byte, whenever it is made', () => {
    const stages = [anAlert(opened), anAlert(acknowledged), anAlert()];
    expect(new Set(stages.map((alert) => JSON.stringify(alertMessage(alert, ALERT_STEPS.OPENED)))).size).toBe(1);
    expect(new Set(stages.slice(1).map((alert) => JSON.stringify(alertMessage(alert, ALERT_STEPS.ACKNOWLEDGED)))).size).toBe(1);
  });
});
