import { createServer, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Database } from '@syncline/database';
import { withClient } from '@syncline/local-postgres';
import { eventually, startProcess } from '@syncline/test-kit';
import { AnnouncementEntity } from '../src/persistence/entities/index.ts';
import { configured, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { COUNTRIES } from './source.ts';

/** The build of this app (`tsc -b`). */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('announcing a closed date', () => {
  let ground: Ground;
  let provider: TestProvider;
  beforeAll(async () => {
    ground = await prepareGround({ countries: COUNTRIES });
    provider = await startProvider(ground);
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  it('goes on, with the same id, until the platform accepts, and not once more', async () => {
    // Redirected, and accepted but never said so: what a receiver heard and did not confirm it hears again.
    ground.platform.answers.push(307, 0);
    await provider.close('2026-08-04');
    await eventually(() => expect(ground.platform.heard).toHaveLength(3), { within: 20_000 });
    expect(new Set(ground.platform.heard.map(({ event, path }) => `${event.id} ${path}`)).size).toBe(1);
    expect(ground.platform.heard[0]?.headers.authorization).toMatch(/^Bearer ey/);
    const outbox = provider.app.get(Database).repository(AnnouncementEntity);
    await eventually(async () => expect(await outbox.find()).toMatchObject([{ state: 'ACCEPTED', tries: 3, leaseToken: null }]));
    await provider.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST' });
    // The next announcement shows that the loop has turned and had no other.
    await provider.close('2026-08-05');
    await eventually(() => expect(ground.platform.heard).toHaveLength(4));
    expect(ground.platform.heard.at(-1)?.event.subject).toBe('2026-08-05');
  });

  it('is one with the seal: where the outbox cannot be written, nothing is sealed', async () => {
    const sql = (text: string): Promise<Record<string, unknown>[]> => withClient(ground.database.url, async (client) => (await client.query<Record<string, unknown>>(text)).rows);
    await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'; CREATE TRIGGER fail BEFORE INSERT ON announcements EXECUTE FUNCTION fail()`);
    await provider.call('/api/v1/business-dates/2026-08-07/close', { method: 'POST' });
    const built = "SELECT state, detail, (SELECT count(*) FROM extract_parts p WHERE p.extract_id = e.id)::int AS parts FROM extracts e WHERE business_date = '2026-08-07'";
    await eventually(async () => expect(await sql(built)).toEqual([{ state: 'BUILDING', detail: expect.stringContaining('could not be written') as string, parts: 0 }]));
    expect(ground.platform.heard).toHaveLength(4);
    await sql('DROP TRIGGER fail ON announcements');
    expect((await provider.close('2026-08-07')).state).toBe('CLOSED');
    await eventually(() => expect(ground.platform.heard).toHaveLength(5));
    expect(ground.platform.heard.at(-1)?.event.subject).toBe('2026-08-07');
  });

  it('survives a stop of the provider', async () => {
    ground.platform.answers.push(500);
    await provider.close('2026-08-08');
    await eventually(() => expect(ground.platform.heard).toHaveLength(6));
    await provider.stop();
    provider = await startProvider(ground);
    await eventually(() => expect(ground.platform.heard).toHaveLength(7), { within: 20_000 });
    expect(ground.platform.heard[6]?.event).toEqual(ground.platform.heard[5]?.event);
  });

  it('reaches each receiver for itself: one that never answers holds up nobody', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const mute = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const receiver = (url: string): object => ({ url: `${url}/api/v1/messages`, auth: { kind: 'none' } });
    await provider.stop();
    provider = await startProvider(ground, await configured(ground, 'two', { announce: [receiver(mute), receiver(ground.platform.url)], outbound: { allowedOrigins: [mute, ground.platform.url] } }));
    for (const date of ['2026-08-09', '2026-08-10', '2026-08-11']) await provider.close(date);
    await eventually(() => expect(ground.platform.heard.slice(7).map(({ event }) => event.subject)).toEqual(['2026-08-09', '2026-08-10', '2026-08-11']), { within: 5_000 });
    const waiting = await provider.app.get(Database).repository(AnnouncementEntity).findBy({ state: 'PENDING' });
    expect(waiting.map(({ url }) => url)).toEqual(Array(3).fill(`${mute}/api/v1/messages`));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('to a receiver outside of the allowed origins is refused at the start', async () => {
    const settings = await configured(ground, 'wrong', { announce: [{ url: 'http://elsewhere.example/x', auth: { kind: 'none' } }] });
    const env = { ...ground.environment, ...settings };
    await expect(startProcess({ script: MAIN, env, ready: { output: /is listening/ } })).rejects.toThrow('not among outbound.allowedOrigins');
  });
});
