import type { CloudEvent, MessageReceipt, Occurrence } from '@syncline/contract';
import { aName, aTask, closed, onClose, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

describe('messages', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create({ sources: ['data-provider', '/other'] });
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  /** A task that hears only its own events, so that tests do not meet. */
  const listen = async (changes: object = {}): Promise<{ name: string; type: string }> => {
    const type = aName('type');
    const task = aTask(world.target.url, { overlap: 'ALLOW', triggers: [{ ...onClose, type, ...changes }] });
    await platform.call('PUT', `/tasks/${task.name}`, { body: task });
    return { name: task.name, type };
  };
  const code = async (event: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
    const { status, body } = await platform.publish(event, headers);
    return [status, (body as unknown as { code: string }).code];
  };
  const runsOf = async (name: string): Promise<Occurrence[]> => platform.occurrences(name);

  it('are kept and answered without occurrences when nobody listens', async () => {
    const event = closed('2026-08-04', { type: aName('unheard') });
    expect((await platform.publish(event)).body).toEqual({ messageId: expect.any(String), duplicate: false, occurrences: [] });
    expect((await platform.publish(event)).body).toMatchObject({ duplicate: true, occurrences: [] });
  });

  it('are taken from a publisher with the longest name there may be', async () => {
    const token = await world.operator.token({ audience: 'scheduling-platform', scope: 'messages:publish', claims: { sub: 's'.repeat(1_000) } });
    const { status } = await platform.call('POST', '/messages', { body: closed('2026-08-04', { type: aName('unheard') }), token, headers: { 'content-type': 'application/cloudevents+json' } });
    expect(status).toBe(202);
  });

  it('are recognised for good: a repeat gets the first answer, another content 409', async () => {
    const { name, type } = await listen();
    const event = closed('2026-08-04', { type });
    const first = await platform.publish(event);
    const repeat = await platform.publish({ ...event, time: '2026-08-04T18:00:00Z' });
    expect(repeat.status).toBe(202);
    expect(repeat.body).toEqual({ ...first.body, duplicate: true });
    for (const other of [{ data: { businessDate: '2026-08-05' } }, { subject: 'x' }, { datacontenttype: 'text/json' }, { type: `${type}-2` }]) {
      expect(await code({ ...event, ...other })).toEqual([409, 'MESSAGE_CONFLICT']);
    }
    expect(await runsOf(name)).toHaveLength(1);
  });

  it('make one run when fifty equal ones come at once', async () => {
    const { name, type } = await listen();
    const event = closed('2026-08-04', { type });
    const answers = await Promise.all(Array.from({ length: 50 }, () => platform.publish(event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.messageId)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.occurrences[0]?.runId)).size).toBe(1);
    expect(await runsOf(name)).toHaveLength(1);
  });

  it('that come at once are taken each for itself: what is refused takes nothing of the others with it', async () => {
    const { name, type } = await listen();
    const known = closed('2026-08-01', { type });
    await platform.publish(known);
    const events = Array.from({ length: 40 }, (_, n) => closed(new Date(Date.UTC(2021, 0, 1 + n)).toISOString().slice(0, 10), { type }));
    const answers = await Promise.all(events.flatMap((event) => [
      platform.publish(event), platform.publish(closed('soon', { type })), platform.publish({ ...known, subject: 'else' }), platform.publish({ ...event, data: { businessDate: '2026-08-02' } }),
    ]));
    const statuses = (nth: number): number[] => answers.filter((_, n) => n % 4 === nth).map(({ status }) => status);
    expect(new Set(statuses(1))).toEqual(new Set([422]));
    expect(new Set(statuses(2))).toEqual(new Set([409]));
    // One identity with two contents: whichever came first is taken, and the other is not.
    for (const [n, status] of statuses(0).entries()) expect([status, statuses(3)[n]].sort()).toEqual([202, 409]);
    expect((await runsOf(name)).length).toBe(41);
  });

  it('say in their occurrences where these come from', async () => {
    const { name, type } = await listen();
    const event = closed('2026-08-04', { type });
    await platform.publish(event);
    expect(await runsOf(name)).toMatchObject([{ outcome: 'FIRED', detail: `Event ${event.id} of data-provider came.` }]);
  });

  it('refuse what is no CloudEvent, and store nothing', async () => {
    const { name, type } = await listen();
    const event = closed('2026-08-04', { type });
    for (const bad of [{ ...event, id: undefined }, { ...event, specversion: '0.3' }, { ...event, source: '' }, '{', [event]]) {
      expect(await code(bad)).toEqual([400, 'VALIDATION_FAILED']);
    }
    expect(await code(event, { 'content-type': 'application/json' })).toEqual([400, 'VALIDATION_FAILED']);
    expect((await platform.publish(event)).body.duplicate).toBe(false);
    expect(await runsOf(name)).toHaveLength(1);
  });

  it('refuse an event whose business date cannot be read, and store nothing', async () => {
    const { type } = await listen();
    const event = closed('soon', { type });
    expect(await code(event)).toEqual([422, 'BUSINESS_DATE_UNREADABLE']);
    expect((await platform.publish({ ...event, data: { businessDate: '2026-08-04' } })).body.duplicate).toBe(false);
  });

  it('are refused from a source that the issuer may not publish for', async () => {
    expect(await code(closed('2026-08-04', { source: '/foreign' }))).toEqual([403, 'SOURCE_NOT_ALLOWED']);
  });

  it('fire a task only where source, subject and filters agree', async () => {
    const { name, type } = await listen({ filter: { '/data/reason': 'CLOSE' } });
    await platform.publish(closed('2026-08-04', { type, source: '/other' }));
    await platform.publish(closed('2026-08-04', { type, data: { businessDate: '2026-08-04', reason: 'RESTATEMENT' } }));
    expect(await runsOf(name)).toHaveLength(0);
    await platform.publish(closed('2026-08-04', { type }));
    expect(await runsOf(name)).toMatchObject([{ outcome: 'FIRED', trigger: 'message', businessDate: '2026-08-04' }]);
  });

  it('come in binary mode, too, with any kind of data', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': aName('binary'), 'ce-source': '/other', 'ce-type': 'noted', 'ce-subject': 'K%C3%B6ln', 'content-type': 'text/plain' };
    const first = await platform.call<MessageReceipt>('POST', '/messages', { body: 'hello', headers });
    expect([first.status, first.body.duplicate]).toEqual([202, false]);
    const structured: CloudEvent = { specversion: '1.0', id: headers['ce-id'], source: '/other', type: 'noted', subject: 'Köln', datacontenttype: 'text/plain', data: 'hello' };
    expect((await platform.publish(structured)).body).toMatchObject({ duplicate: true, messageId: first.body.messageId });
  });

  describe('in batches', () => {
    const batch = (events: unknown[]) => platform.call<MessageReceipt[]>('POST', '/messages', { body: events, headers: { 'content-type': 'application/cloudevents-batch+json' } });

    it('are answered in their order, the second of two equal ones as a duplicate', async () => {
      const { type } = await listen();
      const [one, two] = [closed('2026-08-04', { type }), closed('2026-08-05', { type })];
      const { status, body } = await batch([one, two, one]);
      expect([status, body.map(({ duplicate }) => duplicate)]).toEqual([202, [false, false, true]]);
      expect(body.map(({ occurrences }) => occurrences[0]?.businessDate)).toEqual(['2026-08-04', '2026-08-05', '2026-08-04']);
    });

    it('are all or nothing', async () => {
      const { name, type } = await listen();
      expect((await batch([closed('2026-08-04', { type }), closed('never', { type })])).status).toBe(422);
      expect(await runsOf(name)).toHaveLength(0);
    });

    it('have at most 500 events', async () => {
      const { type } = await listen();
      const events = Array.from({ length: 501 }, () => closed('2026-08-04', { type }));
      expect((await batch(events)).status).toBe(413);
      expect((await batch([])).body).toEqual([]);
    });
  });
});
