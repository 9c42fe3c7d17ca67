import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Database } from '@syncline/database';
import { eventually, startProcess } from '@syncline/test-kit';
import { AnnouncementEntity } from '../src/persistence/entities/index.ts';
import { prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
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
    ground.platform.answers.push(503, 409);
    await provider.close('2026-08-04');
    await eventually(() => expect(ground.platform.heard).toHaveLength(3), { within: 20_000 });
    expect(new Set(ground.platform.heard.map(({ event }) => event.id)).size).toBe(1);
    expect(ground.platform.heard[0]?.headers.authorization).toMatch(/^Bearer ey/);
    const outbox = provider.app.get(Database).repository(AnnouncementEntity);
    await eventually(async () => expect(await outbox.find()).toMatchObject([{ state: 'ACCEPTED', tries: 3, leaseToken: null }]));
    await provider.call('/api/v1/business-dates/2026-08-04/close', { method: 'POST' });
    // The next announcement shows that the loop has turned and had no other.
    await provider.close('2026-08-05');
    await eventually(() => expect(ground.platform.heard).toHaveLength(4));
    expect(ground.platform.heard.at(-1)?.event.subject).toBe('2026-08-05');
  });

  it('survives a stop of the provider', async () => {
    ground.platform.answers.push(500);
    await provider.close('2026-08-06');
    await eventually(() => expect(ground.platform.heard).toHaveLength(5));
    await provider.stop();
    provider = await startProvider(ground);
    await eventually(() => expect(ground.platform.heard).toHaveLength(6), { within: 20_000 });
    expect(ground.platform.heard[5]?.event).toEqual(ground.platform.heard[4]?.event);
  });

  it('to a receiver outside of the allowed origins is refused at the start', async () => {
    const file = `${ground.folder}/wrong.yaml`;
    const config = JSON.parse(await readFile(ground.environment['CONFIG_FILE'] ?? '', 'utf8')) as { announce: { url: string }[] };
    await writeFile(file, JSON.stringify({ ...config, announce: config.announce.map((target) => ({ ...target, url: 'http://elsewhere.example/x' })) }));
    const env = { ...ground.environment, CONFIG_FILE: file };
    await expect(startProcess({ script: MAIN, env, ready: { output: /is listening/ } })).rejects.toThrow('not among outbound.allowedOrigins');
  });
});
