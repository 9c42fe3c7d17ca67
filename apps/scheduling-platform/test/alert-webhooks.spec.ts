import { eventually } from '@syncline/test-kit';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { aRequest, raise, resolve } from './support/raise-alerts.ts';
import { WebhookReceiver } from './support/webhook-receiver.ts';

const aSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

describe('alerts by webhook', () => {
  const secrets = { NEW: aSecret(), OLD: aSecret() };
  let world: PlatformWorld;
  let platform: PlatformClient;
  let receiver: WebhookReceiver;
  let other: WebhookReceiver;

  beforeEach(async () => {
    [receiver, other] = await Promise.all([WebhookReceiver.start(secrets.NEW), WebhookReceiver.start(secrets.OLD)]);
    world = await PlatformWorld.create({
      origins: [receiver.origin, other.origin],
      env: { SYNCLINE_SECRET_HOOK: secrets.NEW, SYNCLINE_SECRET_HOOK_OLD: secrets.OLD },
      alerts: {
        webhooks: [
          { url: receiver.url, secret: 'env:SYNCLINE_SECRET_HOOK' },
          { url: other.url, secret: ['env:SYNCLINE_SECRET_HOOK', 'env:SYNCLINE_SECRET_HOOK_OLD'], kinds: ['MISMATCH', 'MISFIRED'] },
        ],
        retry: { initial: 'PT1S', max: 'PT1S', giveUpAfter: 'PT1H' },
      },
    });
    platform = await world.startNode();
  });
  afterEach(async () => {
    await world.close();
    await Promise.all([receiver.down(), other.down()]);
  });

  const until = (check: () => boolean): Promise<unknown> => eventually(check, { within: 15_000 });

  it('tell the whole story of an alert, signed, in order, as it stood at each step', async () => {
    const request = aRequest();
    const [alert] = await raise(platform, request);
    const { body: acknowledged } = await platform.call('POST', `/alerts/${alert?.id}/acknowledge`);
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    await until(() => receiver.received.length === 3);
    const { body: resolved } = await platform.call<typeof alert>('GET', `/alerts/${alert?.id}`);
    expect(receiver.received.map(({ payload }) => payload)).toEqual([
      { type: 'alert.opened', timestamp: alert?.openedAt, data: alert },
      { type: 'alert.acknowledged', timestamp: resolved?.acknowledgedAt, data: acknowledged },
      { type: 'alert.resolved', timestamp: resolved?.resolvedAt, data: resolved },
    ]);
    expect(receiver.ids).toHaveLength(3);
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json');
    expect([receiver.forged, other.received.length]).toEqual([0, 0]);
  });

  it('are signed with both secrets while one is rotated, and only of the kinds that were asked for', async () => {
    const [mismatch] = await raise(platform, aRequest({ kind: 'MISMATCH' }), aRequest({ kind: 'OVERDUE' }));
    await until(() => receiver.received.length === 2 && other.received.length === 1);
    const [webhook] = other.received;
    expect(webhook?.payload.data.id).toBe(mismatch?.id);
    for (const secret of Object.values(secrets)) expect(() => new Webhook(secret).verify(webhook?.body ?? '', webhook?.headers ?? {})).not.toThrow();
    expect(() => new Webhook(aSecret()).verify(webhook?.body ?? '', webhook?.headers ?? {})).toThrow();
  });

  it('reach a receiver that was down as soon as it is back, under the same id and with the same body', async () => {
    receiver.answer = () => ({ status: 500 });
    const request = aRequest();
    const [alert] = await raise(platform, request);
    await until(() => receiver.received.length > 0);
    await receiver.down();
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    await until(() => platform.node.log.text().includes('ECONNREFUSED'));
    receiver.answer = () => ({ status: 200 });
    await receiver.up();
    await until(() => receiver.typesOf(alert?.id ?? '').includes('alert.resolved'));
    const types = receiver.typesOf(alert?.id ?? '');
    expect(types.slice(0, -1).every((type) => type === 'alert.opened')).toBe(true);
    expect(types.at(-1)).toBe('alert.resolved');
    const openings = receiver.received.filter(({ payload }) => payload.type === 'alert.opened');
    expect(openings.length).toBeGreaterThan(1);
    expect(new Set(openings.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
    expect(openings.at(-1)?.timestamp).toBeGreaterThan(openings[0]?.timestamp ?? Infinity);
  });

  it.each([301, 302, 307, 308])('never follow a %i, and take it for a failure', async (status) => {
    receiver.answer = () => (receiver.received.length === 1 ? { status, headers: { location: other.url } } : { status: 204 });
    await raise(platform, aRequest());
    await until(() => receiver.received.length === 2);
    expect(receiver.ids).toHaveLength(1);
    expect([other.received.length, other.forged]).toEqual([0, 0]);
  });

  it('are not told again to a receiver that is gone', async () => {
    receiver.answer = () => ({ status: 410 });
    const [alert] = await raise(platform, aRequest());
    await until(() => platform.node.log.lines().some((line) => line['level'] === 'error' && line['alertId'] === alert?.id && String(line['error']).includes('410')));
    const metrics = await (await fetch(`${platform.node.url}/metrics`)).text();
    expect(metrics).toMatch(/^alerts_open\{kind="FAILED",service="scheduling-platform"\} 1$/m);
    expect(metrics).toMatch(new RegExp(`^alert_deliveries_untold\\{channel="webhook:${new URL(receiver.url).host}:[0-9a-f]{8}",state="GIVEN_UP",service="scheduling-platform"\\} 1$`, 'm'));
    expect(receiver.received).toHaveLength(1);
  });

  it('are given up after the configured time, and what comes later is still told', async () => {
    await world.close();
    world = await PlatformWorld.create({
      origins: [receiver.origin],
      env: { SYNCLINE_SECRET_HOOK: secrets.NEW },
      alerts: { webhooks: [{ url: receiver.url, secret: 'env:SYNCLINE_SECRET_HOOK' }], retry: { initial: 'PT1S', max: 'PT1S', giveUpAfter: 'PT2S' } },
    });
    platform = await world.startNode();
    receiver.answer = ({ payload }) => ({ status: payload.type === 'alert.opened' ? 503 : 204 });
    const request = aRequest();
    const [alert] = await raise(platform, request);
    await resolve(platform, { cause: 'RUN_SUCCEEDED', runId: request.subject.id });
    await until(() => platform.node.log.lines().some((line) => line['level'] === 'error' && line['alertId'] === alert?.id && String(line['error']).includes('503')));
    await until(() => receiver.typesOf(alert?.id ?? '').at(-1) === 'alert.resolved');
  });

  it('wait for no slow receiver: other channels and requests go on', async () => {
    let release: () => void = () => undefined;
    receiver.answer = () => ({ status: 204, after: new Promise<void>((open) => (release = open)) });
    await raise(platform, aRequest({ kind: 'MISMATCH' }));
    await until(() => receiver.received.length === 1 && other.received.length === 1);
    await raise(platform, aRequest({ kind: 'MISMATCH' }));
    await until(() => other.received.length === 2);
    expect(receiver.received).toHaveLength(1);
    receiver.answer = () => ({ status: 204 });
    release();
    await until(() => receiver.ids.length === 2);
  });

  it('outlive the process that wanted to tell them', async () => {
    receiver.answer = () => ({ status: 500 });
    const [alert] = await raise(platform, aRequest());
    await until(() => receiver.received.length > 0);
    await world.stopNode(platform);
    receiver.answer = () => ({ status: 204 });
    const told = receiver.received.length;
    platform = await world.startNode('next');
    await until(() => receiver.received.length === told + 1);
    expect(receiver.ids).toEqual([`${alert?.id}_opened`]);
  });

  it('come once from two nodes, a thousand at a time', async () => {
    const second = await world.startNode('node-2');
    const requests = Array.from({ length: 1_000 }, () => aRequest());
    await Promise.all([raise(platform, ...requests.slice(0, 500)), raise(second, ...requests.slice(500)), raise(second, ...requests.slice(0, 100))]);
    await eventually(() => receiver.ids.length === 1_000, { within: 30_000 });
    expect(receiver.received).toHaveLength(1_000);
    expect(receiver.forged).toBe(0);
  });
});
