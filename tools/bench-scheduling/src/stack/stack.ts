import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Helper, ServiceProcess, troublesIn, WATCHING } from '@syncline/bench-kit';
import type { KeyFiles } from '@syncline/bench-kit';
import { freePort, startLocalPostgres } from '@syncline/local-postgres';
import type { LocalPostgres } from '@syncline/local-postgres';
import type { PublisherMethods } from '../publisher/publisher-methods.ts';
import type { TargetMethods } from '../target/target-methods.ts';
import { identityOf, makeIdentities } from './identities.ts';
import type { Party } from './identities.ts';
import { nodeEnvironment, writePlatformConfig } from './node-environment.ts';
import { Operator } from './operator.ts';

/** The platform as one measurement finds it: an empty database, and so many nodes. */
export interface Cluster {
  readonly nodes: readonly ServiceProcess[];
  readonly databaseUrl: string;
  readonly operator: Operator;
}

export interface StackOptions {
  /** Folder for CPU profiles of the nodes; null: none. */
  readonly profileFolder: string | null;
  /** Lets the server add up what each statement costs. */
  readonly watchesStatements: boolean;
}

/** Everything that a measurement needs, each part a process of its own; `close` leaves nothing of it behind. */
export class Stack {
  readonly #folder: string;
  readonly #keys: Readonly<Record<Party, KeyFiles>>;
  readonly #configFile: string;
  readonly #profileFolder: string | null;
  readonly #nodes = new Set<ServiceProcess>();
  #databases = 0;
  #isClosed = false;

  private constructor(
    readonly postgres: LocalPostgres,
    readonly target: Helper<TargetMethods>,
    readonly publisher: Helper<PublisherMethods>,
    readonly targetOrigin: string,
    parts: { folder: string; keys: Readonly<Record<Party, KeyFiles>>; configFile: string; profileFolder: string | null },
  ) {
    this.#folder = parts.folder;
    this.#keys = parts.keys;
    this.#configFile = parts.configFile;
    this.#profileFolder = parts.profileFolder;
  }

  static async start({ profileFolder, watchesStatements }: StackOptions): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), 'syncline-bench-'));
    const keys = await makeIdentities(folder);
    // The server's keeper deletes the whole folder, should we be killed.
    const postgres = await startLocalPostgres({ dataDir: folder, durable: true, onlyAsLongAs: process.pid, settings: watchesStatements ? WATCHING : {} });
    const publisher = new Helper<PublisherMethods>(new URL('../publisher/publisher-process.js', import.meta.url));
    const target: Helper<TargetMethods> = new Helper(new URL('../target/target-process.js', import.meta.url), (count) => void publisher.call('ended', count).catch(() => undefined));
    const targetOrigin = await target.call('start', { keys: keys.target, platformJwksFile: keys.platform.jwksFile });
    const configFile = await writePlatformConfig(folder, keys, targetOrigin);
    return new Stack(postgres, target, publisher, targetOrigin, { folder, keys, configFile, profileFolder });
  }

  /** Starts nodes on a database of their own, directs the load generator at them, and empties the target's record. */
  async startCluster(size: number): Promise<Cluster> {
    const database = `bench_${(this.#databases += 1)}`;
    await this.postgres.createDatabase(database);
    const databaseUrl = this.postgres.url(database);
    const nodes: ServiceProcess[] = [];
    for (let number = 1; number <= size; number += 1) nodes.push(await this.#startNode(`${database}-node-${number}`, databaseUrl));
    await this.publisher.call('start', { keys: this.#keys.publisher, nodes: nodes.map(({ url }) => url) });
    await this.target.call('clear', null);
    return { nodes, databaseUrl, operator: new Operator(nodes.map(({ url }) => url), await identityOf('operator', this.#keys.operator)) };
  }

  async stopNodes(): Promise<void> {
    await Promise.all([...this.#nodes].map((node) => node.stop()));
    this.#nodes.clear();
  }

  /** The last lines of the nodes' logs that are more than news, for one who has to find out what went wrong. */
  troubles(): Promise<string[]> {
    return troublesIn(this.#folder);
  }

  /** Ends every process and deletes every file, however far things had come. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stopNodes();
    await Promise.all([this.publisher.stop(), this.target.stop()]);
    await this.postgres.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startNode(name: string, databaseUrl: string): Promise<ServiceProcess> {
    const port = await freePort();
    const nodeFlags = await this.#profileFlags();
    const environment = nodeEnvironment({ name, port, databaseUrl, configFile: this.#configFile, keyFile: this.#keys.platform.keyFile });
    if (this.#isClosed) throw new Error('The benchmark is being ended');
    const node = new ServiceProcess({ service: 'scheduling-platform', url: `http://127.0.0.1:${port}`, environment, logFile: join(this.#folder, `${name}.log`), nodeFlags });
    this.#nodes.add(node);
    await node.ready();
    return node;
  }

  async #profileFlags(): Promise<string[]> {
    if (this.#profileFolder === null) return [];
    await mkdir(this.#profileFolder, { recursive: true });
    return ['--cpu-prof', `--cpu-prof-dir=${this.#profileFolder}`];
  }
}
