import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileDefinition } from '@syncline/contract';
import { Database } from '@syncline/database';
import { createServiceApp } from '@syncline/service-kit';
import { PlatformStandIn, ProviderStandIn, type StandInDataset } from '@syncline/stand-ins';
import { freshDatabase, temporaryFolder, testIdentity, type FreshDatabase, type TestIdentity } from '@syncline/test-kit';
import type { z } from 'zod';
import { loadDataConsumerConfig, type DataConsumerConfig, type SyncSettings } from '../src/data-consumer.config.ts';
import type { OutputSettings } from '../src/outputs/output-settings.ts';
import { dataConsumer } from '../src/data-consumer.service.ts';
import { entities } from '../src/persistence/entities/index.ts';
import { migrations } from '../src/persistence/migrations/index.ts';

/** A migrated database, copied for each who asks. */
export const consumerDatabase = (): Promise<FreshDatabase> =>
  freshDatabase({
    template: {
      name: 'data_consumer',
      prepare: async (url) => {
        const database = await openDatabase(url);
        await database.migrate();
        await database.close();
      },
    },
  });

export const openDatabase = (url: string): Promise<Database> =>
  Database.open({ url, entities, migrations, applicationName: 'test', poolSize: 3, onPoolError: () => undefined });

/** Asks the database that is open by then. */
export const sqlOn = (database: () => Database) => (text: string): Promise<any[]> => database().dataSource.query(text); // eslint-disable-line @typescript-eslint/no-explicit-any -- rows are checked field by field

/** Identities and neighbours of a consumer under test. */
export interface World {
  readonly consumer: TestIdentity;
  readonly operator: TestIdentity;
  readonly provider: ProviderStandIn;
  readonly platform: PlatformStandIn;
  stop(): Promise<void>;
}

export async function startWorld(datasets: readonly StandInDataset[]): Promise<World> {
  const consumer = await testIdentity('urn:syncline:data-consumer');
  const operator = await testIdentity('urn:syncline:operator');
  const trusted = [{ issuer: consumer.issuer, jwks: consumer.jwks as never }];
  const provider = await ProviderStandIn.start({ datasets, trusted });
  const platform = await PlatformStandIn.start({ trusted });
  return { consumer, operator, provider, platform, stop: async () => { await Promise.all([provider.stop(), platform.stop()]); } };
}

/** What CONFIG_FILE says; JSON is YAML. */
export async function writeConfigFile(world: World): Promise<string> {
  const file = join(temporaryFolder('consumer'), 'data-consumer.yaml');
  await writeFile(file, JSON.stringify({
    trustedIssuers: [
      { issuer: world.operator.issuer, jwksFile: world.operator.jwksFile, scopes: ['files:read', 'files:write', 'syncs:run', 'outputs:read'] },
      { issuer: world.platform.identity.issuer, service: 'scheduling-platform', jwksUri: world.platform.jwksUri, scopes: ['syncs:run'] },
      { issuer: world.provider.identity.issuer, service: 'data-provider', jwksUri: world.provider.jwksUri, scopes: [] },
    ],
    outbound: { allowedOrigins: [world.platform.url, world.provider.url] },
    load: { threads: 2, partsInParallel: 2 },
    log: { level: process.env['TEST_LOG'] ?? 'silent' },
  }));
  return file;
}

export const environmentOf = async (world: World, databaseUrl: string): Promise<Record<string, string>> => ({
  DATABASE_URL: databaseUrl, SERVICE_KEY_FILE: world.consumer.keyFile, CONFIG_FILE: await writeConfigFile(world), PORT: '0', LOG_FORMAT: 'json',
});

/** Outputs as files of a folder of their own, by name of file. */
export async function outputsFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryFolder('outputs');
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** Waits are short, so that tests are. */
const QUICK: Partial<SyncSettings> = { pollMs: 50, reconnectMs: 20, waitForSourceMs: 100, sourceIdleMs: 2000 };

export interface Consumer {
  readonly url: string;
  readonly config: DataConsumerConfig;
  /** Calls the API as the operator. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: any }>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers are checked field by field
  stop(): Promise<void>;
}

/** The consumer in this process, over real HTTP and with real threads. */
export async function startConsumer(world: World, databaseUrl: string, settings: Partial<SyncSettings> = {}, outputs: Partial<OutputSettings> = {}): Promise<Consumer> {
  const config = loadDataConsumerConfig(await environmentOf(world, databaseUrl));
  const quick: DataConsumerConfig = { ...config, sync: { ...config.sync, ...QUICK, ...settings }, outputs: { ...config.outputs, ...outputs } };
  const app = await createServiceApp(dataConsumer, { config: quick });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { url, config: quick, call: caller(world, url), stop: () => app.close() };
}

export function caller(world: World, url: string): Consumer['call'] {
  return async (method, path, body, headers = {}) => {
    const token = await world.operator.token({ audience: 'data-consumer', scope: 'files:read files:write syncs:run outputs:read' });
    const response = await fetch(`${url}/api/v1${path}`, {
      method, body: body === undefined ? null : JSON.stringify(body),
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
}

/** A definition of a file of the same name as its dataset. */
export const fileOf = (world: World, name: string, changes: Partial<z.input<typeof FileDefinition>> = {}): z.input<typeof FileDefinition> => ({
  name,
  source: { url: world.provider.url, dataset: name, auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
  target: { table: name.replaceAll('-', '_') },
  ...changes,
});

/** What tests do with the files of the world and the consumer that are there by then. */
export const filesOf = (there: () => { readonly world: World; readonly consumer: Consumer }) => ({
  define: async (name: string, changes: Parameters<typeof fileOf>[2] = {}): Promise<void> => {
    const { world, consumer } = there();
    expect((await consumer.call('PUT', `/files/${name}`, fileOf(world, name, changes))).status).toBeLessThan(300);
  },
  /** @returns the report that ended it */
  sync: async (name: string, businessDate: string, options: Record<string, unknown> = {}) => {
    const { world, consumer } = there();
    return (await world.platform.dispatch({ url: `${consumer.url}/api/v1/file-syncs/${name}` }, { businessDate, everyMs: 50, ...options })).end;
  },
});
