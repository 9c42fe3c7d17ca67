import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '@syncline/contract';
import { PlatformStandIn } from '@syncline/stand-ins';
import { freePort, freshDatabase, temporaryFolder, testIdentity, type FreshDatabase, type TestIdentity } from '@syncline/test-kit';
import { stringify } from 'yaml';
import { ServiceProcess } from '../service-process.ts';

export interface TwoEndsOptions {
  /** Catalogue files, by name. */
  readonly catalogue: Readonly<Record<string, object>>;
  readonly fill: (goldenSourceUrl: string) => Promise<void>;
}

/** Provider and consumer as processes, with their databases; a stand-in dispatches in the platform's place. */
export class TwoEnds {
  private constructor(
    readonly provider: ServiceProcess,
    readonly consumer: ServiceProcess,
    readonly databases: Readonly<Record<'source' | 'provider' | 'consumer', FreshDatabase>>,
    readonly operator: TestIdentity,
    /** The provider's EXTRACTS_DIR. */
    readonly extractsFolder: string,
    private readonly platform: PlatformStandIn,
  ) {}

  static async start({ catalogue, fill }: TwoEndsOptions): Promise<TwoEnds> {
    const folder = temporaryFolder('two-ends');
    const [source, provider, consumer, operator] = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase(), testIdentity('urn:syncline:operator')]);
    await mkdir(join(folder, 'catalogue'));
    for (const [name, dataset] of Object.entries(catalogue)) await writeFile(join(folder, 'catalogue', `${name}.yaml`), stringify(dataset));
    await fill(source.url);
    const [providerUrl, consumerUrl] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
    const jwks = (url: string): string => `${url}/.well-known/jwks.json`;
    const platform = await PlatformStandIn.start({ trusted: [{ issuer: 'urn:syncline:data-consumer', jwksUri: jwks(consumerUrl) }] });
    const process = async (name: 'data-provider' | 'data-consumer', url: string, database: FreshDatabase, config: object): Promise<ServiceProcess> => {
      await writeFile(join(folder, `${name}.yaml`), stringify(config));
      return new ServiceProcess(name, url, {
        PORT: new URL(url).port, PUBLIC_URL: url, DATABASE_URL: database.url, CONFIG_FILE: join(folder, `${name}.yaml`), SERVICE_KEY_FILE: (await testIdentity(`urn:syncline:${name}`)).keyFile,
        MIGRATE_AT_START: 'true', LOG_FORMAT: 'json', POLL: 'PT1S', GOLDEN_SOURCE_URL: source.url, CATALOGUE_DIR: join(folder, 'catalogue'), EXTRACTS_DIR: join(folder, 'extracts'),
      });
    };
    const person = (...scopes: string[]): object => ({ issuer: operator.issuer, jwksFile: operator.jwksFile, scopes });
    const service = (name: string, url: string, scopes: string[]): object => ({ issuer: `urn:syncline:${name}`, service: name, jwksUri: jwks(url), scopes });
    const ends = new TwoEnds(
      await process('data-provider', providerUrl, provider, { trustedIssuers: [person('extracts:read', 'business-dates:close'), service('data-consumer', consumerUrl, ['extracts:read'])] }),
      await process('data-consumer', consumerUrl, consumer, {
        trustedIssuers: [person('files:read', 'files:write', 'syncs:run'), service('scheduling-platform', platform.url, ['syncs:run']), service('data-provider', providerUrl, [])],
        outbound: { allowedOrigins: [providerUrl, platform.url] },
      }),
      { source, provider, consumer }, operator, join(folder, 'extracts'), platform,
    );
    const starts = await Promise.allSettled([ends.provider.start(), ends.consumer.start()]);
    for (const start of starts) {
      if (start.status === 'fulfilled') continue;
      await ends.stop();
      throw start.reason;
    }
    return ends;
  }

  /** A file of the consumer for a dataset of the provider; the table has the file's name, with `_` for `-`. */
  async define(dataset: string): Promise<void> {
    await this.call(this.consumer, 'PUT', `/files/${dataset}`, 'files:write', {
      name: dataset, target: { table: dataset.replaceAll('-', '_'), apply: 'MERGE' },
      source: { url: this.provider.url, dataset, auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
    });
  }

  /** Closes the date and syncs every file. @returns the report that ended it */
  async sync(businessDate: string): Promise<Report> {
    await this.call(this.provider, 'POST', `/business-dates/${businessDate}/close`, 'business-dates:close');
    return (await this.platform.dispatch({ url: `${this.consumer.url}/api/v1/sync-jobs` }, { businessDate })).end;
  }

  async call<T>(service: ServiceProcess, method: string, path: string, scope: string, body?: unknown): Promise<T> {
    const response = await fetch(`${service.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.operator.token({ audience: service.name, scope })}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  async stop(): Promise<void> {
    await Promise.all([this.provider.stop(), this.consumer.stop()]);
    await this.platform.stop();
    await Promise.all(Object.values(this.databases).map((database) => database.drop()));
  }
}
