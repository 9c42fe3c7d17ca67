import { createServiceApp } from '@syncline/service-kit';
import { recordLog, type RecordedLog } from '@syncline/service-kit/testing';
import { Database } from '@syncline/database';
import { freePort, freshDatabase, testEnvironment, testIdentity, type FreshDatabase, type TestIdentity } from '@syncline/test-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { entities, migrations } from '../../src/persistence/data-source.ts';
import { loadPlatformConfig, type PlatformConfig } from '../../src/platform.config.ts';
import { platformService } from '../../src/platform.service.ts';
import { PlatformClient } from './platform-client.ts';
import { FakeTarget } from './fake-target.ts';

/** Fast loops: a test waits for events, and these bound how late one is noticed. */
const TIMING = { leaseMs: 3_000, sweepMs: 300, pollMs: 100 };

export interface PlatformNode {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly log: RecordedLog;
}

export interface WorldOptions {
  readonly databaseUrl?: string;
  readonly timing?: Partial<typeof TIMING>;
  /** Of the operator's entry in `trustedIssuers`. */
  readonly sources?: readonly string[];
  /** More origins that may be called. */
  readonly origins?: readonly string[];
  /** The section `alerts` of the configuration file. */
  readonly alerts?: object;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A platform with a database of its own, a target that records, an operator and a reporter. */
export class PlatformWorld {
  readonly operator: TestIdentity;
  readonly consumer: TestIdentity;
  readonly target: FakeTarget;
  readonly databaseUrl: string;
  readonly #database: FreshDatabase | null;
  readonly #options: WorldOptions;
  readonly #platformKey: TestIdentity;
  readonly #nodes: PlatformNode[] = [];

  private constructor(parts: { operator: TestIdentity; consumer: TestIdentity; platformKey: TestIdentity; target: FakeTarget; database: FreshDatabase | null; databaseUrl: string; options: WorldOptions }) {
    this.operator = parts.operator;
    this.consumer = parts.consumer;
    this.target = parts.target;
    this.databaseUrl = parts.databaseUrl;
    this.#database = parts.database;
    this.#options = parts.options;
    this.#platformKey = parts.platformKey;
  }

  static async create(options: WorldOptions = {}): Promise<PlatformWorld> {
    const [operator, consumer, platformKey, target] = await Promise.all([
      testIdentity('urn:syncline:operator'), testIdentity('urn:syncline:data-consumer'), testIdentity('urn:syncline:scheduling-platform'), FakeTarget.start(),
    ]);
    const database = options.databaseUrl === undefined ? await freshDatabase({ template: { name: 'scheduling_platform', prepare: migrate } }) : null;
    const databaseUrl = options.databaseUrl ?? database?.url ?? '';
    if (options.databaseUrl !== undefined) await migrate(databaseUrl);
    return new PlatformWorld({ operator, consumer, platformKey, target, database, databaseUrl, options });
  }

  /** Starts a node and returns a client that speaks to it as the operator. */
  async startNode(nodeId = 'node-1'): Promise<PlatformClient> {
    const port = await freePort();
    const log = recordLog();
    const app = await createServiceApp(platformService, { config: this.#config(nodeId, port), logStream: log.stream });
    await app.listen(port, '127.0.0.1');
    const node = { app, url: `http://127.0.0.1:${port}`, log };
    this.#nodes.push(node);
    return new PlatformClient(node, this.operator, this.consumer);
  }

  async stopNode(client: PlatformClient): Promise<void> {
    this.#nodes.splice(this.#nodes.indexOf(client.node), 1);
    await client.node.app.close();
  }

  async close(): Promise<void> {
    await this.target.down();
    await Promise.all(this.#nodes.map(({ app }) => app.close()));
    await this.#database?.drop();
  }

  #config(nodeId: string, port: number): PlatformConfig {
    const scopes = ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write', 'runs:report'];
    const environment = testEnvironment({
      databaseUrl: this.databaseUrl,
      keyFile: this.#platformKey.keyFile,
      file: {
        trustedIssuers: [
          { issuer: this.operator.issuer, jwksFile: this.operator.jwksFile, scopes, ...(this.#options.sources === undefined ? {} : { sources: this.#options.sources }) },
          { issuer: this.consumer.issuer, service: 'data-consumer', jwksFile: this.consumer.jwksFile, scopes: ['runs:report'] },
        ],
        log: { level: 'debug' },
        outbound: { allowedOrigins: [this.target.origin, 'http://127.0.0.1:1', ...(this.#options.origins ?? [])] },
        ...(this.#options.alerts === undefined ? {} : { alerts: this.#options.alerts }),
      },
      env: { NODE_ID: nodeId, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, ...this.#options.env },
    });
    return { ...loadPlatformConfig(environment), timing: { ...TIMING, ...this.#options.timing } };
  }
}

async function migrate(url: string): Promise<void> {
  const database = await Database.open({ url, entities, migrations, applicationName: 'test-migrate' });
  await database.migrate();
  await database.close();
}
