import { rm } from 'node:fs/promises';
import type { ServiceName } from '@syncline/contract';
import { assertPortFree, removeLocalPostgres, startLocalPostgres } from '@syncline/local-postgres';
import type { LocalPostgres } from '@syncline/local-postgres';
import { ConsumerStandIn, PlatformStandIn, ProviderStandIn } from '@syncline/stand-ins';
import type { Identity, StandInOptions } from '@syncline/stand-ins';
import { AppProcess } from './app-process.ts';
import { ensureConfigFile } from './config-file.ts';
import { ServeFolder } from './folder.ts';
import { ensureKeys, readKey } from './keys.ts';
import { OperatorClient } from './operator-client.ts';
import { sampleDatasets } from './scenarios/sample.ts';
import type { ServeConfig } from './serve-alone.config.ts';

/** The stand-ins that run; the one of the served app is missing. */
export interface StandIns {
  readonly platform?: PlatformStandIn;
  readonly provider?: ProviderStandIn;
  readonly consumer?: ConsumerStandIn;
}

/** One app with its database and the stand-ins for the other two. */
export class Stack {
  readonly folder: ServeFolder;
  readonly url: string;
  readonly #config: ServeConfig;
  readonly #closing: (() => Promise<unknown>)[] = [];
  standIns: StandIns = {};

  constructor(config: ServeConfig) {
    this.#config = config;
    this.folder = new ServeFolder(config.folder);
    this.url = `http://localhost:${config.ports[config.app]}`;
  }

  get app(): ServiceName {
    return this.#config.app;
  }

  /** Everything the app needs, up to where it can be started. */
  async prepare(say: (line: string) => void): Promise<{ operator: OperatorClient; postgres: LocalPostgres }> {
    await assertPortFree(this.#config.ports[this.app]);
    if (this.#config.reset) await this.#forget();
    this.folder.make();
    const operator = await ensureKeys(this.folder);
    const postgres = await startLocalPostgres({ dataDir: this.folder.postgres, durable: true, log: say });
    this.#closing.push(() => postgres.stop());
    await postgres.createDatabase('service');
    this.standIns = await this.#startStandIns(operator);
    tellTraffic(this.standIns, say);
    const { platform, provider, consumer } = this.standIns;
    ensureConfigFile(this.app, this.folder, {
      ...(platform && { 'scheduling-platform': platform.url }),
      ...(provider && { 'data-provider': provider.url }),
      ...(consumer && { 'data-consumer': consumer.url }),
    });
    return { operator: new OperatorClient(operator, this.app, this.url), postgres };
  }

  /** @throws Error when the app does not become ready */
  async startApp(databaseUrl: string, more: Readonly<Record<string, string>>): Promise<AppProcess> {
    const app = AppProcess.start(this.app, {
      MIGRATE_AT_START: 'true',
      ...this.#config.environment,
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: String(this.#config.ports[this.app]),
      PUBLIC_URL: this.url,
      CONFIG_FILE: this.folder.config,
      SERVICE_KEY_FILE: this.folder.key(this.app),
      ...more,
    });
    this.#closing.push(() => app.stop());
    await app.ready(this.url);
    return app;
  }

  /** The last started first, so that nothing loses what it stands on. Twice is once. */
  async stop(): Promise<void> {
    for (let close = this.#closing.pop(); close !== undefined; close = this.#closing.pop()) await close();
  }

  /** The files of the database may lie elsewhere (as root), so it is removed by its own means. */
  async #forget(): Promise<void> {
    await removeLocalPostgres(this.folder.postgres);
    await rm(this.folder.path, { recursive: true, force: true });
  }

  async #startStandIns(operator: Identity): Promise<StandIns> {
    const trusted = [{ issuer: operator.issuer, jwks: operator.jwks }, { issuer: `urn:syncline:${this.app}`, jwksUri: `${this.url}/.well-known/jwks.json` }];
    const options = (service: ServiceName): StandInOptions => ({ port: this.#config.ports[service], key: readKey(this.folder, service), trusted });
    const started = {
      ...(this.app !== 'scheduling-platform' && { platform: await PlatformStandIn.start(options('scheduling-platform')) }),
      ...(this.app !== 'data-provider' && { provider: await ProviderStandIn.start({ ...options('data-provider'), datasets: sampleDatasets }) }),
      ...(this.app !== 'data-consumer' && { consumer: await ConsumerStandIn.start(options('data-consumer')) }),
    };
    for (const standIn of Object.values(started)) this.#closing.push(() => standIn.stop());
    trustEachOther(started);
    return started;
  }
}

/** A line for each request that a stand-in answers, so that a person sees what the app really sends. */
function tellTraffic(standIns: StandIns, say: (line: string) => void): void {
  for (const [name, standIn] of Object.entries(standIns) as [string, StandIns[keyof StandIns]][]) {
    standIn?.record.onSettled(({ operation, method, url, status, refusal }) => {
      say(`  ${name} stand-in: ${operation ?? `${method} ${url}`} → ${status}${refusal === null ? '' : `, refused: ${refusal.message}`}`);
    });
  }
}

/** The stand-ins can also talk to one another, for a look at the whole without any real service. */
function trustEachOther({ platform, provider, consumer }: StandIns): void {
  const all = [platform, provider, consumer].filter((standIn) => standIn !== undefined);
  for (const standIn of all) for (const other of all) if (other !== standIn) standIn.trust({ issuer: other.identity.issuer, jwks: other.identity.jwks });
}
