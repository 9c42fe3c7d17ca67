import { AlertKind } from '@syncline/contract';
import fc from 'fast-check';
import { anAlert } from '../alert.fixture.ts';
import { ALERT_STEPS, alertMessage } from '../domain/alert-message.ts';
import { alertMail, type AlertMail } from './alert-mail.ts';

const mail = (changes: Parameters<typeof anAlert>[0] = {}, step: 1 | 2 | 3 = ALERT_STEPS.OPENED): AlertMail =>
  alertMail(alertMessage(anAlert(changes), step), { publicUrl: 'https://platform', domain: 'example.org' });

describe('alertMail', () => {
  it.each(AlertKind.options)('says what to do about %s when it opens, and no more afterwards', (kind) => {
    const [opened, resolved] = [mail({ kind }), mail({ kind }, ALERT_STEPS.RESOLVED)];
    expect(opened.text.split('\n\n')[2]?.length).toBeGreaterThan(60);
    expect(resolved.text).not.toContain(opened.text.split('\n\n')[2]);
  });

  it.each([
    [{}, '[Syncline] OVERDUE task sync-cities, business date 2026-08-04'],
    [{ businessDate: null }, '[Syncline] OVERDUE task sync-cities'],
    [{ task: null, group: 'nightly' }, '[Syncline] OVERDUE group nightly, business date 2026-08-04'],
    [{ group: 'nightly' }, '[Syncline] OVERDUE group nightly, task sync-cities, business date 2026-08-04'],
  ])('of %j has the subject %s', (changes, subject) => expect(mail(changes).subject).toBe(subject));

  it('leads to what it is about', () => {
    expect(mail().text).toContain('https://platform/api/v1/runs/01997c4e-7b00-7000-8000-000000000002');
    expect(mail({ runId: null, groupRunId: 'g' }).text).toContain('https://platform/api/v1/group-runs/g');
    expect(mail({ runId: null, occurrenceId: 'o' }).text).toContain('https://platform/api/v1/alerts/01997c4e-7b00-7000-8000-000000000001');
  });

  it('has no header that a detail reaches, and no line of a detail that is not quoted', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (detail) => {
      const { subject, messageId, inReplyTo, text } = mail({ detail });
      expect([subject, messageId, inReplyTo]).toEqual([mail().subject, mail().messageId, null]);
      const [head = '', ...rest] = text.split('\n\n');
      const quoted = text.slice(head.length + 2, text.indexOf('\n\nIt is not complete'));
      expect(rest.length).toBeGreaterThan(0);
      expect(quoted.split('\n').every((line) => line.startsWith('> '))).toBe(true);
      expect(/[^\P{Cc}\n\t]/u.test(text)).toBe(false);
    }));
  });
});
