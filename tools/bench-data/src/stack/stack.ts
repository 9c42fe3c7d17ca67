import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKeyFiles, troublesIn, WATCHING, type Helper, type ServiceProcess } from '@syncline/bench-kit';
import { SERVICES } from '@syncline/contract';
import { startLocalPostgres, type LocalPostgres } from '@syncline/local-postgres';
import { stringify } from 'yaml';
import type { ToldSeconds } from '../measurements/phases.ts';
import { GoldenSource } from '../source/golden-source.ts';
import { CATALOGUE } from '../source/positions.ts';
import { toldSeconds } from './consumer-log.ts';
import { Operator } from './operator.ts';
import { databaseOf, logFileOf, PARTIES, startServices, type Services } from './services.ts';

export interface StackOptions {
  /** Folder for CPU profiles of the services; null: none. */
  readonly profileFolder: string | null;
  /** Lets the server add up what each statement costs. */
  readonly watchesStatements: boolean;
}

/** The databases beside those of the services: the golden source, and one for what others than the services load. */
const MORE_DATABASES = ['golden_source', 'copied'];

/** Everything that the measurements need, each part a process of its own; `close` leaves nothing of it behind. */
export class Stack {
  readonly #folder: string;
  readonly #options: StackOptions;
  readonly #helpers = new Set<Pick<Helper<never>, 'stop'>>();
  readonly #processes = new Set<ServiceProcess>();
  #parts: { source: GoldenSource; services: Services; operator: Operator } | null = null;

  private constructor(
    readonly postgres: LocalPostgres,
    folder: string,
    options: StackOptions,
  ) {
    this.#folder = folder;
    this.#options = options;
  }

  /** The database alone; the rest comes with `begin`, so that it can be interrupted and cleaned up. */
  static async start(options: StackOptions): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), 'syncline-bench-'));
    // The server's keeper deletes the whole folder, should we be killed.
    const postgres = await startLocalPostgres({ dataDir: folder, durable: true, onlyAsLongAs: process.pid, settings: options.watchesStatements ? WATCHING : {} });
    return new Stack(postgres, folder, options);
  }

  /** Fills the golden source, and starts the services. */
  async begin(rows: number): Promise<void> {
    for (const name of [...SERVICES.map(databaseOf), ...MORE_DATABASES]) await this.postgres.createDatabase(name);
    const source = await GoldenSource.fill(this.postgres.url('golden_source'), rows);
    const [keys, catalogueFolder] = [await makeKeyFiles(this.#folder, PARTIES), join(this.#folder, 'catalogue')];
    await mkdir(catalogueFolder);
    await writeFile(join(catalogueFolder, 'positions.yaml'), stringify(CATALOGUE));
    const { profileFolder } = this.#options;
    if (profileFolder !== null) await mkdir(profileFolder, { recursive: true });
    const services = await startServices({ folder: this.#folder, keys, postgres: this.postgres, catalogueFolder, profileFolder, onStarted: (service) => this.#processes.add(service) });
    this.#parts = { source, services, operator: await Operator.create(services, keys.operator) };
  }

  get source(): GoldenSource {
    return this.#begun.source;
  }

  get services(): Services {
    return this.#begun.services;
  }

  get operator(): Operator {
    return this.#begun.operator;
  }

  /** Sees to it that the helper is gone at the end. */
  helper<H extends Pick<Helper<never>, 'stop'>>(helper: H): H {
    this.#helpers.add(helper);
    return helper;
  }

  /** What the consumer told about the run's file when it was published. */
  consumerSeconds(runId: string): Promise<ToldSeconds> {
    return toldSeconds(logFileOf(this.#folder, 'data-consumer'), runId);
  }

  /** The last lines of the services' logs that are more than news, for one who has to find out what went wrong. */
  troubles(): Promise<string[]> {
    return troublesIn(this.#folder);
  }

  /** Ends every process and deletes every file, however far things had come. */
  async close(): Promise<void> {
    await Promise.all([...this.#processes, ...this.#helpers].map((child) => child.stop()));
    await this.postgres.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #begun(): { source: GoldenSource; services: Services; operator: Operator } {
    if (this.#parts === null) throw new Error('The services have not been started');
    return this.#parts;
  }
}
