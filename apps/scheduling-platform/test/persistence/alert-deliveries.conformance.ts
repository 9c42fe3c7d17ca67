import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import type { Engine } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { AlertDeliveryEntity } from '../../src/alerts/alert-delivery.entity.ts';
import { AlertEntity } from '../../src/alerts/alert.entity.ts';
import { entities, migrations } from '../../src/persistence/data-source.ts';
import { jsonRows } from '../../src/persistence/json-rows.ts';
import { claimAlertDeliveries, type ClaimedDeliveryRow } from '../../src/persistence/sql/claim-alert-deliveries.sql.ts';
import { insertAlertDeliveries, insertFollowingDeliveries } from '../../src/persistence/sql/insert-alert-deliveries.sql.ts';
import { raiseAlerts } from '../../src/persistence/sql/raise-alerts.sql.ts';
import { finishAlertDelivery, giveUpAlertDelivery, handBackAlertDelivery, repeatAlertDelivery } from '../../src/persistence/sql/settle-alert-delivery.sql.ts';

const NOON = new Date('2026-08-04T12:00:00.000Z');
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);
const GIVE_UP_MS = 3_600_000;

/** What every engine must do with what channels are to be told. Time is stepped; nothing here waits. */
export function alertDeliveryConformance(engine: Engine): void {
  let database: Database;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const fresh = await engine.freshDatabase();
    drop = () => fresh.drop();
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'conformance' });
    await database.migrate();
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  beforeEach(async () => {
    await database.repository(AlertDeliveryEntity).createQueryBuilder().delete().execute();
    await database.repository(AlertEntity).createQueryBuilder().delete().execute();
    database.setTestTime(NOON);
  });

  /** An alert that these channels are to hear of. */
  const open = async (...channels: string[]): Promise<string> => {
    const id = uuidv7();
    const alert = { id, kind: 'SILENT', openKey: `SILENT:${id}`, mendKey: null, runId: id, groupRunId: null, occurrenceId: null, task: 'sync', groupName: null, businessDate: null, detail: 'x' };
    expect(await database.query(raiseAlerts, { alerts: jsonRows([alert]) })).toEqual([{ id }]);
    await database.execute(insertAlertDeliveries, { deliveries: jsonRows(channels.map((channel) => ({ alertId: id, channel }))), giveUpInMs: GIVE_UP_MS });
    return id;
  };
  const follow = (alertId: string, step: 2 | 3): Promise<number> => database.execute(insertFollowingDeliveries, { alerts: JSON.stringify([alertId]), step, giveUpInMs: GIVE_UP_MS });
  const claim = (channel: string, leaseToken = randomUUID(), slots = 10): Promise<ClaimedDeliveryRow[]> => database.query(claimAlertDeliveries, { channel, leaseToken, leaseMs: 30_000, slots });
  const stateOf = async (alertId: string, step = 1): Promise<AlertDeliveryEntity> => database.repository(AlertDeliveryEntity).findOneByOrFail({ alertId, channel: 'hook', step });

  it('claims each once, for its own channel, with the alert', async () => {
    const ids = [await open('hook', 'mail'), await open('hook'), await open('mail')];
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim('hook', randomUUID(), 1)));
    expect(claims.flat().map(({ id }) => id).sort()).toEqual(ids.slice(0, 2).sort());
    expect(claims.flat()[0]).toMatchObject({ step: 1, tries: 1, kind: 'SILENT', state: 'OPEN', task: 'sync', detail: 'x', openedAt: NOON, resolvedAt: null });
    expect(await claim('mail')).toHaveLength(2);
    expect(await claim('other')).toEqual([]);
  });

  it('keeps what follows back until what came before is settled, also while it is being tried', async () => {
    const id = await open('hook');
    expect(await follow(id, 2)).toBe(1);
    expect(await follow(id, 3)).toBe(1);
    const token = randomUUID();
    expect(await claim('hook', token)).toMatchObject([{ step: 1 }]);
    expect(await claim('hook')).toEqual([]);
    await database.execute(finishAlertDelivery, { alertId: id, channel: 'hook', step: 1, leaseToken: token, error: null });
    expect(await claim('hook', token)).toMatchObject([{ step: 2 }]);
    await database.execute(giveUpAlertDelivery, { alertId: id, channel: 'hook', step: 2, leaseToken: token, error: 'gone' });
    expect(await claim('hook')).toMatchObject([{ step: 3 }]);
  });

  it('writes down what follows once, and only for who was to hear of the beginning', async () => {
    const [heard, unheard] = [await open('hook', 'mail'), await open()];
    expect([await follow(heard, 3), await follow(heard, 3), await follow(unheard, 3)]).toEqual([2, 0, 0]);
  });

  it('lets a lease run out, and whoever lost it writes nothing', async () => {
    const id = await open('hook');
    const [stale, fresh] = [randomUUID(), randomUUID()];
    await claim('hook', stale);
    database.setTestTime(after(29));
    expect(await claim('hook')).toEqual([]);
    database.setTestTime(after(30));
    expect(await claim('hook', fresh)).toMatchObject([{ id, tries: 2 }]);
    const lost = { alertId: id, channel: 'hook', step: 1, leaseToken: stale };
    expect(await database.execute(finishAlertDelivery, { ...lost, error: null })).toBe(0);
    expect(await database.execute(repeatAlertDelivery, { ...lost, error: 'late', nextInMs: 1_000 })).toBe(0);
    expect(await database.execute(giveUpAlertDelivery, { ...lost, error: 'late' })).toBe(0);
    expect(await database.execute(handBackAlertDelivery, lost)).toBe(0);
    expect(await stateOf(id)).toMatchObject({ state: 'PENDING', leaseToken: fresh, lastError: null });
  });

  it('tries again when it is time, and not after the time to give up', async () => {
    const id = await open('hook');
    const held = { alertId: id, channel: 'hook', step: 1, leaseToken: randomUUID() };
    await claim('hook', held.leaseToken);
    expect(await database.execute(repeatAlertDelivery, { ...held, error: 'no answer', nextInMs: GIVE_UP_MS })).toBe(0);
    expect(await database.execute(repeatAlertDelivery, { ...held, error: 'no answer', nextInMs: 60_000 })).toBe(1);
    expect(await stateOf(id)).toMatchObject({ state: 'PENDING', tries: 1, dueAt: after(60), leaseToken: null, lastError: 'no answer' });
    database.setTestTime(after(59));
    expect(await claim('hook')).toEqual([]);
    database.setTestTime(after(60));
    expect(await claim('hook', held.leaseToken)).toHaveLength(1);
    expect(await database.execute(giveUpAlertDelivery, { ...held, error: 'no answer' })).toBe(1);
    expect(await stateOf(id)).toMatchObject({ state: 'GIVEN_UP', tries: 2, dueAt: null, settledAt: after(60), lastError: 'no answer' });
    expect(await claim('hook')).toEqual([]);
  });

  it('hands back what was not tried to its end, without counting it', async () => {
    const id = await open('hook');
    const leaseToken = randomUUID();
    await claim('hook', leaseToken);
    expect(await database.execute(handBackAlertDelivery, { alertId: id, channel: 'hook', step: 1, leaseToken })).toBe(1);
    expect(await claim('hook')).toMatchObject([{ id, tries: 1 }]);
  });
}
