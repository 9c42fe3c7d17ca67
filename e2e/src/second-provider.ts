import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, testIdentity, type ownPostgres, type TestIdentity } from '@syncline/test-kit';
import { CATALOGUE, fillGoldenTable } from './golden-table.ts';
import { ServiceProcess } from './service-process.ts';
import { WatchedProxy } from './watched-proxy.ts';

export const SECOND = 'data-provider-2';
const ISSUER = `urn:syncline:${SECOND}`;
const KEY_NAME = 'second-provider-key';

export interface SecondProviderOptions {
  readonly folder: string;
  readonly postgres: Awaited<ReturnType<typeof ownPostgres>>;
  readonly platformUrl: string;
  readonly operator: TestIdentity;
  readonly rows: number;
  /** Settings that all services of the system share. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Another system that owns data: the same program over a golden source of its own, under a name of its own, read through a
 * network of its own. It takes no tokens of services; the consumer comes with an API key.
 */
export class SecondProvider {
  private constructor(
    readonly service: ServiceProcess,
    readonly proxy: WatchedProxy,
    readonly identity: TestIdentity,
    private readonly secretsFolder: string,
  ) {}

  /** Everything up to where it can be started. */
  static async prepare({ folder, postgres, platformUrl, operator, rows, env }: SecondProviderOptions): Promise<SecondProvider> {
    const own = join(folder, SECOND);
    await mkdir(join(own, 'catalogue'), { recursive: true });
    await mkdir(join(own, 'secrets'));
    await writeFile(join(own, 'catalogue', 'positions.yaml'), CATALOGUE);
    const key = randomBytes(32).toString('base64url');
    await writeFile(join(own, 'secrets', KEY_NAME), key, { mode: 0o600 });
    for (const database of ['data_provider_2', 'golden_source_2']) await postgres.createDatabase(database);
    await fillGoldenTable(postgres.url('golden_source_2'), rows);

    const url = `http://127.0.0.1:${await freePort()}`;
    const identity = await testIdentity(ISSUER);
    const config = join(own, 'config.yaml');
    await writeFile(config, stringify({
      name: SECOND,
      trustedIssuers: [{ issuer: operator.issuer, jwksFile: operator.jwksFile, scopes: ['business-dates:close'] }],
      apiKeys: [{ sha256: createHash('sha256').update(key).digest('hex'), clientId: 'data-consumer', scopes: ['extracts:read'] }],
      outbound: { allowedOrigins: [platformUrl] },
      announce: [{ url: `${platformUrl}/api/v1/messages`, auth: { kind: 'service-jwt', audience: 'scheduling-platform', scope: 'messages:publish' } }],
    }));
    const service = new ServiceProcess('data-provider', url, {
      ...env,
      DATABASE_URL: postgres.url('data_provider_2'),
      GOLDEN_SOURCE_URL: postgres.url('golden_source_2'),
      PORT: new URL(url).port,
      PUBLIC_URL: url,
      CONFIG_FILE: config,
      SERVICE_KEY_FILE: identity.keyFile,
      CATALOGUE_DIR: join(own, 'catalogue'),
      EXTRACTS_DIR: join(own, 'extracts'),
    });
    return new SecondProvider(service, await WatchedProxy.start(url), identity, join(own, 'secrets'));
  }

  /** What the platform must trust to hear of its closes, and nobody else's from it. */
  get asAnnouncer(): object {
    return { ...this.#issuer, scopes: ['messages:publish'], sources: [SECOND] };
  }

  /** What the consumer must trust to take its manifests. */
  get asSigner(): object {
    return { ...this.#issuer, scopes: [] };
  }

  /** What the consumer must be allowed to call it. */
  get outbound(): { origin: string; secretsFolder: string } {
    return { origin: this.proxy.url, secretsFolder: this.secretsFolder };
  }

  /** `source` of a file that comes from here. */
  get source(): object {
    return { url: this.proxy.url, dataset: 'positions', auth: { kind: 'api-key', header: 'X-API-Key', value: `file:${KEY_NAME}` }, issuer: ISSUER };
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.proxy.stop();
  }

  get #issuer(): object {
    return { issuer: ISSUER, jwksUri: `${this.service.url}/.well-known/jwks.json` };
  }
}
