import { Database, migration } from '@syncline/database';
import { eventually, freshDatabase } from '@syncline/test-kit';
import type { FreshDatabase } from '@syncline/test-kit';
import { Module } from '@nestjs/common';
import { EventLoopWatch, Lifecycle } from '../src/index.ts';
import { pingSql } from '../src/health/ping.sql.ts';
import { startSample } from './support/sample-service.ts';
import type { Sample } from './support/sample-service.ts';

const CreateThings = migration({ name: 'CreateThings1790000000001', postgres: ['CREATE TABLE things (id int)'], oracle: ['CREATE TABLE things (id NUMBER)'] });
const database = () => ({ entities: [], migrations: [CreateThings] });

describe('readiness', () => {
  let fresh: FreshDatabase;
  let sample: Sample;
  beforeEach(async () => {
    fresh = await freshDatabase();
    sample = await startSample({ database }, { databaseUrl: fresh.url });
  });
  afterEach(async () => {
    await sample.close();
    await fresh.drop();
  });
  const ready = (): ReturnType<Sample['request']> => sample.request('/health/ready');

  it('waits for the migrations', async () => {
    expect(await ready()).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE', detail: 'Not ready: schema.' } });
    await sample.app.get(Database).migrate();
    expect(await ready()).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is lost with the database, while the process is alive', async () => {
    await sample.app.get(Database).migrate();
    expect(await ready()).toMatchObject({ status: 200 });
    await fresh.drop();
    await eventually(async () => expect(await ready()).toMatchObject({ status: 503, body: { detail: 'Not ready: database.' } }));
    expect((await ready()).headers.get('retry-after')).toBe('1');
    expect(await sample.request('/health/live')).toMatchObject({ status: 200 });
  });

  it('ends when the stop begins', async () => {
    await sample.app.get(Database).migrate();
    sample.app.get(Lifecycle).beginStop();
    expect(await ready()).toMatchObject({ status: 503, body: { detail: 'Not ready: process.' } });
  });

  it('is there at once where the service migrates at its start', async () => {
    const other = await freshDatabase();
    const migrated = await startSample({ database }, { databaseUrl: other.url, env: { MIGRATE_AT_START: 'true' } });
    expect(await migrated.request('/health/ready')).toMatchObject({ status: 200 });
    await migrated.close();
    await other.drop();
  });
});

it('shows what it sent to its database', async () => {
  const fresh = await freshDatabase();
  const sample = await startSample({ database }, { databaseUrl: fresh.url });
  const counted = async (name: string): Promise<number> => {
    const { text } = (await sample.request('/metrics')).body as { text: string };
    return Number(new RegExp(`^syncline_sql_${name}_total\\{.*\\} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const before = { statements: await counted('statements'), commits: await counted('commits') };
  await sample.app.get(Database).transaction(async (tx) => {
    await tx.query(pingSql, {});
    await tx.query(pingSql, {});
  });
  expect(await counted('statements')).toBe(before.statements + 2);
  expect(await counted('commits')).toBe(before.commits + 1);
  await sample.close();
  await fresh.drop();
});

it('closes its database last, after every feature has ended', async () => {
  const fresh = await freshDatabase();
  const seen: unknown[] = [];
  class LastWords {
    readonly #database: Database;
    constructor(database: Database) {
      this.#database = database;
    }
    async onApplicationShutdown(): Promise<void> {
      seen.push(...(await this.#database.query(pingSql, {})));
    }
  }
  class FeatureModule {}
  Module({ providers: [{ provide: LastWords, useFactory: (database: Database) => new LastWords(database), inject: [Database] }] })(FeatureModule);
  const sample = await startSample({ database, module: () => FeatureModule }, { databaseUrl: fresh.url });
  const opened = sample.app.get(Database);
  await sample.close();
  expect(seen).toEqual([{ alive: 1 }]);
  expect(opened.dataSource.isInitialized).toBe(false);
  await fresh.drop();
});

describe('what a service tells of itself', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await startSample();
  });
  afterAll(() => sample.close());

  it('/info', async () => {
    expect((await sample.request('/info')).body).toEqual({ service: 'data-consumer', version: '1.2.3', commit: null, nodeId: 'test-node', startedAt: expect.stringMatching(/Z$/) });
  });

  it('/.well-known/jwks.json', async () => {
    const { body, headers } = await sample.request('/.well-known/jwks.json');
    expect(body).toMatchObject({ keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: expect.any(String) }] });
    expect(JSON.stringify(body)).not.toContain('"d"');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('/openapi.json, made from the operations', async () => {
    const { body } = await sample.request('/openapi.json');
    expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), info: { version: '1.2.3' }, paths: { '/api/v1/things/{name}': { put: { operationId: 'putThing' } }, '/health/ready': {} } });
  });

  it('/docs, with nothing from elsewhere', async () => {
    const { text } = (await sample.request('/docs')).body as { text: string };
    expect(text).toContain('swagger-ui');
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const asset of ['swagger-ui-bundle.js', 'swagger-ui.css', 'swagger-ui-init.js']) expect((await sample.request(`/docs/${asset}`)).status).toBe(200);
    expect((await sample.request('/docs/../package.json')).status).toBe(404);
    expect((await sample.request('/docs/%2e%2e/package.json')).status).toBe(404);
  });

  it('/metrics, labelled by routes and never by paths', async () => {
    for (const path of ['/api/v1/things/a', '/api/v1/things/b', '/somewhere/else/123']) await sample.request(path);
    const { text } = (await sample.request('/metrics')).body as { text: string };
    expect(text).toMatch(/^http_request_duration_seconds_count\{.*method="GET",route="\/api\/v1\/things\/:name",status="401"\} 2$/m);
    expect(text).toMatch(/route="unknown",status="404"/);
    expect(text).not.toContain('/somewhere/else');
    expect(text).toContain('event_loop_longest_lag_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

it('notices when the event loop stood still', async () => {
  const sample = await startSample();
  const watch = sample.app.get(EventLoopWatch);
  const until = performance.now() + 400;
  while (performance.now() < until);
  expect(watch.longestLagMs(60_000)).toBeGreaterThan(250);
  await sample.request('/health/live');
  expect(watch.longestLagMs(60_000)).toBeGreaterThan(250);
  await sample.close();
});
