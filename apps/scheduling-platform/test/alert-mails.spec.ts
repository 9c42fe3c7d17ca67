import { eventually } from '@syncline/test-kit';
import { MailServer } from './support/mail-server.ts';
import type { PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { aRequest, raise, resolve } from './support/raise-alerts.ts';

const TO = ['night@example.org', 'data@example.org'];

describe('alerts by e-mail', () => {
  let server: MailServer;
  let world: PlatformWorld;
  let platform: PlatformClient;

  const start = async (smtp: object = {}, options: Parameters<typeof MailServer.start>[0] = {}): Promise<void> => {
    server = await MailServer.start(options);
    world = await PlatformWorld.create({
      env: { SYNCLINE_SECRET_SMTP: 'correct horse' },
      alerts: {
        emails: [{ smtp: { host: '127.0.0.1', port: server.port, ...smtp }, from: 'syncline@example.org', to: TO }],
        retry: { initial: 'PT1S', max: 'PT1S' },
      },
    });
    platform = await world.startNode();
  };
  afterEach(async () => {
    await world.close();
    await server.down();
  });

  const until = (check: () => boolean): Promise<unknown> => eventually(check, { within: 15_000 });

  it('say what it is about and what to do, and belong together', async () => {
    await start();
    const request = aRequest({ kind: 'OVERDUE', detail: 'The run is overdue; it is QUEUED.' });
    const [alert] = await raise(platform, request);
    await platform.call('POST', `/alerts/${alert?.id}/acknowledge`);
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    await until(() => server.mails.length === 3);
    const [opened, acknowledged, resolved] = server.mails;
    expect(opened?.recipients).toEqual(TO);
    expect(opened?.header('From')).toBe('syncline@example.org');
    expect(opened?.header('Subject')).toBe('[Syncline] OVERDUE task sync-cities, business date 2026-08-04');
    expect(opened?.header('Auto-Submitted')).toBe('auto-generated');
    expect(opened?.header('Message-ID')).toBe(`<${alert?.id}_opened@example.org>`);
    expect(opened?.text).toContain('> The run is overdue; it is QUEUED.');
    expect(opened?.text).toContain('It is not complete although it should be.');
    expect(opened?.text).toContain(`${platform.node.url}/api/v1/runs/${request.subject.id}`);
    expect(acknowledged?.header('Subject')).toBe('[Syncline] Acknowledged: OVERDUE task sync-cities, business date 2026-08-04');
    expect(acknowledged?.text).toContain('urn:syncline:operator#operator is at it.');
    expect(resolved?.header('Subject')).toBe('[Syncline] Resolved: OVERDUE task sync-cities, business date 2026-08-04');
    for (const mail of [acknowledged, resolved]) expect(mail?.header('In-Reply-To')).toBe(`<${alert?.id}_opened@example.org>`);
  });

  it('come once a server that was down is back', async () => {
    await start();
    await server.down();
    const [alert] = await raise(platform, aRequest());
    await until(() => platform.node.log.text().includes('ECONNREFUSED'));
    await server.up();
    await until(() => server.mails.length === 1);
    expect(server.mails[0]?.header('Message-ID')).toBe(`<${alert?.id}_opened@example.org>`);
  });

  it('are recognised where the server took one but did not say so', async () => {
    await start();
    const ids: (string | null)[] = [];
    server.onMail = (mail) => {
      ids.push(mail.header('Message-ID'));
      if (ids.length === 1) throw Object.assign(new Error('Try again later'), { responseCode: 451 });
    };
    await raise(platform, aRequest());
    await until(() => server.mails.length === 1);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('carry no header that a hostile text wanted in, and quote its lines', async () => {
    await start();
    const detail = 'gone\r\nBcc: thief@example.org\r\n\r\n.\r\nMAIL FROM:<thief@example.org>\u0007\u001b[31m ümlaut — 𝄞';
    await raise(platform, aRequest({ detail }));
    await until(() => server.mails.length === 1);
    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(TO);
    expect(mail?.header('Bcc')).toBeNull();
    expect(mail?.text).toContain('> gone\n> Bcc: thief@example.org\n> \n> .\n> MAIL FROM:<thief@example.org>  [31m ümlaut — 𝄞\n');
  });

  it('never give a password to a server without TLS', async () => {
    const login = { user: 'syncline', password: 'correct horse' };
    await start({ auth: { user: 'syncline', password: 'env:SYNCLINE_SECRET_SMTP' } }, { login });
    await raise(platform, aRequest());
    await until(() => platform.node.log.lines().some((line) => String(line['error']).includes('STARTTLS')));
    expect([server.logins, server.mails]).toEqual([[], []]);
    expect(platform.node.log.text()).not.toContain('correct horse');
  });

  it('never give anything to a server whose certificate nobody trusts', async () => {
    await start({}, { offersTls: true });
    await raise(platform, aRequest());
    await until(() => platform.node.log.lines().some((line) => /certificate/i.test(String(line['error']))));
    expect(server.mails).toEqual([]);
  });
});
