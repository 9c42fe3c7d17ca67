import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, ownPostgres, testIdentity, type TestIdentity } from '@syncline/test-kit';
import { Client } from './client.ts';
import { CATALOGUE, fillGoldenTable } from './golden-table.ts';
import { SecondProvider } from './second-provider.ts';
import { ServiceProcess } from './service-process.ts';
import { WatchedProxy } from './watched-proxy.ts';

const NAMES = ['scheduling-platform', 'data-provider', 'data-consumer'] as const;
type ServiceName = (typeof NAMES)[number];

/** Short, so that what a dead process held is taken over within seconds; the rules are the same as with the defaults. */
const TIMING = { LEASE: 'PT3S', SWEEP: 'PT1S', POLL: 'PT1S' };
const SHARED = { ...TIMING, MIGRATE_AT_START: 'true', LOG_FORMAT: 'json' };

export interface SystemOptions {
  /** Rows of the first business date. */
  readonly rows: number;
  /** A second system that owns data; default: none. */
  readonly withSecondProvider?: boolean;
}

/**
 * The whole of Syncline: three services as processes, each on its own database of a real, durable PostgreSQL, with its own
 * key; the consumer reads the provider through a proxy that a test can watch and break.
 */
export class System {
  private constructor(
    readonly folder: string,
    readonly postgres: Awaited<ReturnType<typeof ownPostgres>>,
    readonly services: Readonly<Record<ServiceName, ServiceProcess>>,
    readonly proxy: WatchedProxy,
    readonly client: Client,
    readonly second: SecondProvider | null,
    private readonly identities: readonly TestIdentity[],
  ) {}

  static async start(options: SystemOptions): Promise<System> {
    const folder = await mkdtemp(join(tmpdir(), 'syncline-e2e-'));
    const postgres = await ownPostgres({ durable: true });
    for (const name of [...NAMES, 'golden_source']) await postgres.createDatabase(databaseOf(name));
    await fillGoldenTable(postgres.url('golden_source'), options.rows);
    await mkdir(join(folder, 'catalogue'));
    await writeFile(join(folder, 'catalogue', 'positions.yaml'), CATALOGUE);

    const urls = Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, `http://127.0.0.1:${await freePort()}`]))) as Record<ServiceName, string>;
    const proxy = await WatchedProxy.start(urls['data-provider']);
    const operator = await testIdentity('urn:syncline:operator');
    const identities: TestIdentity[] = [operator];
    const second = options.withSecondProvider === true
      ? await SecondProvider.prepare({ folder, postgres, platformUrl: urls['scheduling-platform'], operator, rows: options.rows, env: SHARED })
      : null;
    if (second !== null) identities.push(second.identity);
    const services = {} as Record<ServiceName, ServiceProcess>;
    for (const name of NAMES) {
      const identity = await testIdentity(`urn:syncline:${name}`);
      identities.push(identity);
      const config = join(folder, `${name}.yaml`);
      await writeFile(config, stringify(configOf(name, urls, operator, proxy.url, second)));
      services[name] = new ServiceProcess(name, urls[name], {
        ...SHARED,
        DATABASE_URL: postgres.url(databaseOf(name)),
        PORT: new URL(urls[name]).port,
        PUBLIC_URL: urls[name],
        CONFIG_FILE: config,
        SERVICE_KEY_FILE: identity.keyFile,
        GOLDEN_SOURCE_URL: postgres.url('golden_source'),
        CATALOGUE_DIR: join(folder, 'catalogue'),
        EXTRACTS_DIR: join(folder, 'extracts'),
      });
    }
    const system = new System(folder, postgres, services, proxy, new Client(second === null ? urls : { ...urls, 'data-provider-2': second.service.url }, operator, proxy.url), second, identities);
    try {
      // Each is waited for, whatever becomes of the others: one that is still starting could not be stopped.
      const starts = await Promise.allSettled([...NAMES.map((name) => services[name].start()), second?.service.start()]);
      for (const start of starts) if (start.status === 'rejected') throw start.reason;
      await system.client.define();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** Files of sealed parts on the provider's disk. */
  async partFiles(): Promise<string[]> {
    const entries = await readdir(join(this.folder, 'extracts'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  async stop(): Promise<void> {
    await Promise.all(NAMES.map((name) => this.services[name].stop()));
    await this.second?.stop();
    await this.proxy.stop();
    await this.postgres.remove();
    await rm(this.folder, { recursive: true, force: true });
    for (const identity of this.identities) await rm(join(identity.keyFile, '..'), { recursive: true, force: true });
  }
}

const databaseOf = (name: string): string => name.replaceAll('-', '_');

/** Who trusts whom, and who calls whom: nothing more than the flow needs. */
const configOf = (name: ServiceName, urls: Record<ServiceName, string>, operator: TestIdentity, proxyUrl: string, second: SecondProvider | null): object => {
  const trust = (service: ServiceName, scopes: string[]) => ({ issuer: `urn:syncline:${service}`, service, jwksUri: `${urls[service]}/.well-known/jwks.json`, scopes });
  const operatorWith = (...scopes: string[]) => ({ issuer: operator.issuer, jwksFile: operator.jwksFile, scopes });
  switch (name) {
    case 'scheduling-platform':
      return {
        trustedIssuers: [
          operatorWith('tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write'),
          trust('data-provider', ['messages:publish']),
          ...(second === null ? [] : [second.asAnnouncer]),
          trust('data-consumer', ['runs:report']),
        ],
        outbound: { allowedOrigins: [urls['data-consumer']] },
      };
    case 'data-provider':
      return {
        trustedIssuers: [operatorWith('datasets:read', 'extracts:read', 'business-dates:close'), trust('data-consumer', ['datasets:read', 'extracts:read'])],
        outbound: { allowedOrigins: [urls['scheduling-platform']] },
        announce: [{ url: `${urls['scheduling-platform']}/api/v1/messages`, auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
      };
    case 'data-consumer':
      return {
        trustedIssuers: [operatorWith('files:read', 'files:write', 'syncs:run'), trust('scheduling-platform', ['syncs:run']), trust('data-provider', []), ...(second === null ? [] : [second.asSigner])],
        outbound: { allowedOrigins: [proxyUrl, urls['scheduling-platform'], ...(second === null ? [] : [second.outbound.origin])], ...(second === null ? {} : { secretsFolder: second.outbound.secretsFolder }) },
      };
  }
};
