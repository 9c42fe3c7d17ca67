import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { BusinessDateClose, CloudEvent, Extract } from '@syncline/contract';
import { createServiceApp } from '@syncline/service-kit';
import { eventually, freshDatabase, temporaryFolder, testIdentity, type FreshDatabase, type TestIdentity } from '@syncline/test-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadDataProviderConfig } from '../src/data-provider.config.ts';
import { dataProvider } from '../src/data-provider.definition.ts';
import { CITIES, COUNTRIES, testSource, type TestSource } from './source.ts';

/** Every scope a client of the provider may have. */
export const ALL_SCOPES = 'datasets:read extracts:read extracts:write business-dates:close';

/** The platform, as far as the provider sees it: it answers what it is told to and keeps what it hears. */
export interface TestPlatform {
  readonly url: string;
  readonly heard: { readonly event: CloudEvent; readonly headers: IncomingHttpHeaders; readonly path: string | undefined }[];
  /** Statuses of the next answers; 0: hangs up without one. Then 202. */
  readonly answers: number[];
  stop(): Promise<void>;
}

export async function testPlatform(): Promise<TestPlatform> {
  const heard: TestPlatform['heard'][number][] = [];
  const answers: number[] = [];
  const server: Server = createServer((request, response) => {
    void json(request).then((event) => {
      heard.push({ event: event as CloudEvent, headers: request.headers, path: request.url });
      const status = answers.shift() ?? 202;
      if (status === 0) response.destroy();
      else response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`, heard, answers,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a provider stands on; outlives its processes. */
export interface Ground {
  readonly source: TestSource;
  readonly database: FreshDatabase;
  readonly folder: string;
  readonly catalogue: string;
  readonly operator: TestIdentity;
  readonly identity: TestIdentity;
  readonly platform: TestPlatform;
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function prepareGround(files: Readonly<Record<string, string>> = { cities: CITIES, countries: COUNTRIES }): Promise<Ground> {
  const [source, database, operator, identity, platform] = await Promise.all([
    testSource(), freshDatabase(), testIdentity('urn:syncline:operator'), testIdentity('urn:syncline:data-provider'), testPlatform(),
  ]);
  const folder = temporaryFolder('provider');
  const catalogue = join(folder, 'catalogue');
  await mkdir(catalogue);
  for (const [name, text] of Object.entries(files)) await writeFile(join(catalogue, `${name}.yaml`), text);
  const configFile = join(folder, 'data-provider.yaml');
  await writeFile(configFile, JSON.stringify({
    trustedIssuers: [{ issuer: operator.issuer, jwksFile: operator.jwksFile, scopes: ALL_SCOPES.split(' ') }],
    outbound: { allowedOrigins: [platform.url] },
    announce: [{ url: `${platform.url}/api/v1/messages`, auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
    log: { level: 'silent' },
  }));
  const environment = {
    DATABASE_URL: database.url, SERVICE_KEY_FILE: identity.keyFile, CONFIG_FILE: configFile, GOLDEN_SOURCE_URL: source.url, CATALOGUE_DIR: catalogue,
    EXTRACTS_DIR: join(folder, 'extracts'), MIGRATE_AT_START: 'true', LEASE: 'PT2S', POLL: 'PT1S', PORT: '0', LOG_FORMAT: 'json',
  };
  return {
    source, database, folder, catalogue, operator, identity, platform, environment,
    remove: async () => {
      await platform.stop();
      await Promise.all([source.drop(), database.drop(), rm(folder, { recursive: true, force: true })]);
    },
  };
}

/** The environment with other settings in its configuration file. */
export async function configured(ground: Ground, name: string, settings: object): Promise<{ CONFIG_FILE: string }> {
  const usual = JSON.parse(await readFile(ground.environment['CONFIG_FILE'] ?? '', 'utf8')) as object;
  const file = join(ground.folder, `${name}.yaml`);
  await writeFile(file, JSON.stringify({ ...usual, ...settings }));
  return { CONFIG_FILE: file };
}

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly scope?: string;
  readonly token?: string | null;
}

/** A running provider, called over real HTTP. */
export interface TestProvider {
  readonly app: NestFastifyApplication;
  readonly url: string;
  call(path: string, options?: CallOptions): Promise<Response>;
  read<T>(path: string, options?: CallOptions): Promise<T>;
  /** Closes a date and waits for its end. */
  close(businessDate: string): Promise<BusinessDateClose>;
  extract(dataset: string, businessDate: string): Promise<Extract>;
  stop(): Promise<void>;
}

export async function startProvider(ground: Ground, environment: Readonly<Record<string, string>> = {}): Promise<TestProvider> {
  const app = await createServiceApp(dataProvider, { config: loadDataProviderConfig({ ...ground.environment, ...environment }) });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const call = async (path: string, { method = 'GET', body, headers = {}, scope = ALL_SCOPES, token }: CallOptions = {}): Promise<Response> => {
    const bearer = token === undefined ? await ground.operator.token({ audience: 'data-provider', scope }) : token;
    return fetch(`${url}${path}`, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const read = async <T>(path: string, options?: CallOptions): Promise<T> => (await call(path, options)).json() as Promise<T>;
  return {
    app, url, call, read,
    close: async (businessDate) => {
      await call(`/api/v1/business-dates/${businessDate}/close`, { method: 'POST' });
      return eventually(async () => {
        const close = await read<BusinessDateClose>(`/api/v1/business-dates/${businessDate}`);
        return close.state !== 'CLOSING' && close;
      }, { within: 20_000 });
    },
    extract: (dataset, businessDate) => read<Extract>(`/api/v1/datasets/${dataset}/extracts`, { method: 'POST', body: { businessDate } }),
    stop: () => app.close(),
  };
}
