import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { stringify } from 'yaml';
import type { BusinessDateClose, Manifest } from '@syncline/contract';
import { eventually, freePort, ownPostgres, temporaryFolder, testIdentity, type TestIdentity } from '@syncline/test-kit';
import { ServiceProcess } from '../service-process.ts';

const SCOPES = 'extracts:read business-dates:close';

export interface LoneProviderOptions {
  /** Catalogue files by name. */
  readonly catalogue: Readonly<Record<string, string>>;
  /** SQL that fills the golden source. */
  readonly source: string;
  /** Where the extracts go, if not beside everything else. */
  readonly extracts?: string;
}

/** A provider as a process, with nobody to read it but the test, and somebody who hears its announcements. */
export class LoneProvider {
  private constructor(
    readonly postgres: Awaited<ReturnType<typeof ownPostgres>>,
    readonly service: ServiceProcess,
    readonly extracts: string,
    /** Ids of the announcements, as often as they came. */
    readonly heard: string[],
    private readonly operator: TestIdentity,
    private readonly platform: Server,
  ) {}

  static async start({ catalogue, source, extracts }: LoneProviderOptions): Promise<LoneProvider> {
    const folder = temporaryFolder('lone-provider');
    const [postgres, operator, identity, port] = await Promise.all([ownPostgres({ durable: true }), testIdentity('urn:syncline:operator'), testIdentity('urn:syncline:data-provider'), freePort()]);
    for (const database of ['data_provider', 'golden_source']) await postgres.createDatabase(database);
    const heard: string[] = [];
    const platform = createServer((request, response) => {
      void json(request).then((event) => {
        heard.push((event as { id: string }).id);
        response.writeHead(202).end('{}');
      });
    });
    await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
    const platformUrl = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
    await mkdir(join(folder, 'catalogue'));
    for (const [name, text] of Object.entries(catalogue)) await writeFile(join(folder, 'catalogue', `${name}.yaml`), text);
    await writeFile(join(folder, 'config.yaml'), stringify({
      trustedIssuers: [{ issuer: operator.issuer, jwksFile: operator.jwksFile, scopes: SCOPES.split(' ') }],
      outbound: { allowedOrigins: [platformUrl] },
      announce: [{ url: `${platformUrl}/api/v1/messages`, auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
    }));
    const url = `http://127.0.0.1:${port}`;
    const at = extracts ?? join(folder, 'extracts');
    const service = new ServiceProcess('data-provider', url, {
      LEASE: 'PT2S', POLL: 'PT1S', MIGRATE_AT_START: 'true', LOG_FORMAT: 'json', PORT: String(port), PUBLIC_URL: url, CONFIG_FILE: join(folder, 'config.yaml'),
      DATABASE_URL: postgres.url('data_provider'), GOLDEN_SOURCE_URL: postgres.url('golden_source'), SERVICE_KEY_FILE: identity.keyFile,
      CATALOGUE_DIR: join(folder, 'catalogue'), EXTRACTS_DIR: at,
    });
    const provider = new LoneProvider(postgres, service, at, heard, operator, platform);
    await provider.sql('golden_source', source);
    return provider;
  }

  async sql<T>(database: 'golden_source' | 'data_provider', text: string): Promise<T[]> {
    const client = new pg.Client(this.postgres.url(database));
    await client.connect();
    try {
      return (await client.query(text)).rows as T[];
    } finally {
      await client.end();
    }
  }

  async call(method: string, path: string): Promise<Response> {
    const authorization = `Bearer ${await this.operator.token({ audience: 'data-provider', scope: SCOPES })}`;
    return fetch(`${this.service.url}/api/v1${path}`, { method, headers: { authorization } });
  }

  /** Asks to close; the answer may never come from a process that dies of it. */
  async close(date: string): Promise<void> {
    await this.call('POST', `/business-dates/${date}/close`);
  }

  async closed(date: string, state: BusinessDateClose['state']): Promise<BusinessDateClose> {
    return eventually(async () => {
      const close = (await (await this.call('GET', `/business-dates/${date}`)).json()) as BusinessDateClose;
      if (close.state !== state) throw new Error(`${date} is ${close.state}: ${JSON.stringify(close.extracts)}`);
      return close;
    }, { within: 60_000 });
  }

  async manifest(extractId: string): Promise<Manifest> {
    return (await (await this.call('GET', `/extracts/${extractId}/manifest`)).json()) as Manifest;
  }

  /** Downloads every part. @throws Error for one that is not served, or is not what its manifest says */
  async readParts(extractId: string): Promise<void> {
    for (const { n, storedDigest } of (await this.manifest(extractId)).parts) {
      const answer = await this.call('GET', `/extracts/${extractId}/parts/${n}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (answer.status !== 200 || createHash('sha256').update(bytes).digest('hex') !== storedDigest) throw new Error(`part ${n} of ${extractId}: ${answer.status}`);
    }
  }

  /** What lies below a folder of the extracts; none where it is not there. */
  async files(folder: 'building' | 'parts'): Promise<string[]> {
    const entries = await readdir(join(this.extracts, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => folder === 'building' || entry.isFile()).map(({ name }) => name).toSorted();
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.platform.closeAllConnections();
    await new Promise((resolve) => this.platform.close(resolve));
    await this.postgres.remove();
  }
}
