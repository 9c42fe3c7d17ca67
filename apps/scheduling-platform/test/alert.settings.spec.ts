import { ConfigError } from '@syncline/service-kit';
import { testEnvironment } from '@syncline/test-kit';
import { loadPlatformConfig, type PlatformConfig } from '../src/platform.config.ts';

const load = (alerts: object): PlatformConfig => loadPlatformConfig(testEnvironment({ file: { outbound: { allowedOrigins: ['https://ops.example.org'] }, alerts } }));

const problemsOf = (alerts: object): readonly string[] => {
  try {
    load(alerts);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

const webhook = { url: 'https://ops.example.org/hooks/1', secret: 'env:SYNCLINE_SECRET_HOOK' };
const email = { smtp: { host: 'mail', port: 25 }, from: 'syncline@example.org', to: ['night@example.org'] };

describe('the settings of alert channels', () => {
  it('may be absent', () => {
    expect(load({}).alerts).toEqual({ webhooks: [], emails: [], retry: { initialMs: 5_000, factor: 2, maxMs: 900_000, giveUpAfterMs: 86_400_000 } });
  });

  it('are read', () => {
    expect(load({ webhooks: [{ ...webhook, kinds: ['OVERDUE'] }], emails: [email] }).alerts).toMatchObject({
      webhooks: [{ secret: ['env:SYNCLINE_SECRET_HOOK'], kinds: ['OVERDUE'] }],
      emails: [{ smtp: { host: 'mail', port: 25, secure: false } }],
    });
  });

  it.each([
    ['an origin that may not be called', { webhooks: [{ ...webhook, url: 'https://elsewhere.example.org/' }] }, '/alerts/webhooks/0/url: the origin https://elsewhere.example.org is not among outbound.allowedOrigins'],
    ['a password in a URL', { webhooks: [{ ...webhook, url: 'https://me:pass@ops.example.org/' }] }, '/alerts/webhooks/0/url: must not carry a user name or password'],
    ['a secret instead of a reference', { webhooks: [{ ...webhook, secret: 'whsec_c2VjcmV0' }] }, '/alerts/webhooks/0/secret: '],
    ['three secrets', { webhooks: [{ ...webhook, secret: Array.from({ length: 3 }, () => webhook.secret) }] }, '/alerts/webhooks/0/secret: '],
    ['a channel twice', { webhooks: [webhook, webhook] }, '/alerts/webhooks/1/url: is there twice'],
    ['a mailbox twice', { emails: [email, email] }, '/alerts/emails/1: is there twice'],
    ['a kind that there is not', { webhooks: [{ ...webhook, kinds: ['LATE'] }] }, '/alerts/webhooks/0/kinds/0: '],
    ['an address with a line end', { emails: [{ ...email, to: ['a@example.org\r\nBcc: thief@example.org'] }] }, '/alerts/emails/0/to/0: '],
    ['nobody to tell', { emails: [{ ...email, to: [] }] }, '/alerts/emails/0/to: '],
    ['a password that is no reference', { emails: [{ ...email, smtp: { ...email.smtp, auth: { user: 'me', password: 'secret' } } }] }, '/alerts/emails/0/smtp/auth/password: '],
    ['a setting that there is not', { mails: [] }, '/alerts/mails: is not a known setting'],
  ])('refuse %s', (_, alerts, problem) => {
    const problems = problemsOf(alerts);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toMatch(/whsec_|me:pass|: secret/);
  });

  it('are told all that is wrong with them at once', () => {
    expect(problemsOf({ webhooks: [{ ...webhook, url: 'https://elsewhere.example.org/' }, { ...webhook, secret: 'x' }], emails: [{ ...email, from: 'nobody' }] })).toHaveLength(3);
  });
});
