import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, ownPostgres, temporaryFolder, testIdentity, type TestIdentity } from '@syncline/test-kit';
import { ServiceProcess } from '../service-process.ts';
import { ClusterApi } from './cluster-api.ts';
import { Downstream } from './downstream.ts';
import { Reporter } from './reporter.ts';
import { Upstream } from './upstream.ts';

export interface Timing {
  readonly leaseMs: number;
  readonly sweepMs: number;
  readonly pollMs: number;
}

/** Short, so that what a dead node held is taken over within seconds; the rules are the same as with the defaults. */
export const SHORT: Timing = { leaseMs: 3_000, sweepMs: 1_000, pollMs: 1_000 };

export interface ClusterOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly timing?: Timing;
}

/** Several nodes of the platform, each a process, over one durable PostgreSQL; an upstream and a downstream that keep records. */
export class Cluster {
  private constructor(
    readonly postgres: Awaited<ReturnType<typeof ownPostgres>>,
    readonly nodes: readonly ServiceProcess[],
    readonly api: ClusterApi,
    readonly upstream: Upstream,
    readonly downstream: Downstream,
    readonly timing: Timing,
    private readonly identities: readonly TestIdentity[],
  ) {}

  static async start({ seed, nodes: count, timing = SHORT }: ClusterOptions): Promise<Cluster> {
    const now = (): number => performance.now();
    const [operator, consumer, platform] = await Promise.all(['operator', 'data-consumer', 'scheduling-platform'].map((name) => testIdentity(`urn:syncline:${name}`))) as [TestIdentity, TestIdentity, TestIdentity];
    const downstream = await Downstream.start({ seed, reporter: new Reporter(consumer, now), instances: 2, now });
    const postgres = await ownPostgres({ durable: true });
    await postgres.createDatabase('platform');
    const config = join(temporaryFolder('cluster'), 'platform.yaml');
    await writeFile(config, stringify(configOf(operator, consumer, downstream.origins)));
    const ports = await freePorts(count);
    const nodes = ports.map((port, index) => new ServiceProcess('scheduling-platform', `http://127.0.0.1:${port}`, {
      ...envOf(timing), NODE_ID: `node-${index + 1}`, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: postgres.url('platform'), CONFIG_FILE: config, SERVICE_KEY_FILE: platform.keyFile, MIGRATE_AT_START: 'true', LOG_FORMAT: 'json',
    }));
    const api = new ClusterApi(nodes.map(({ url }) => url), operator);
    const cluster = new Cluster(postgres, nodes, api, new Upstream(seed, api, now), downstream, timing, [operator, consumer, platform]);
    try {
      // All at once: migrations are made for company.
      await Promise.all(nodes.map((node) => node.start()));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Whatever state the nodes are in, also asleep. */
  async stop(): Promise<void> {
    this.upstream.stop();
    await Promise.all(this.nodes.map((node) => node.kill()));
    await this.downstream.stop();
    await this.postgres.remove();
    await Promise.all(this.identities.map(({ keyFile }) => rm(dirname(keyFile), { recursive: true, force: true })));
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

const duration = (ms: number): string => `PT${ms / 1_000}S`;

const envOf = ({ leaseMs, sweepMs, pollMs }: Timing): Record<string, string> => ({ LEASE: duration(leaseMs), SWEEP: duration(sweepMs), POLL: duration(pollMs) });

const configOf = (operator: TestIdentity, consumer: TestIdentity, origins: readonly string[]): object => ({
  trustedIssuers: [
    { issuer: operator.issuer, jwksFile: operator.jwksFile, scopes: ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read'] },
    { issuer: consumer.issuer, service: 'data-consumer', jwksFile: consumer.jwksFile, scopes: ['runs:report'] },
  ],
  outbound: { allowedOrigins: origins },
});
