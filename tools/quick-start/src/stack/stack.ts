import type { LocalPostgres } from '@syncline/local-postgres';
import { type Installation, type InstanceName, INSTANCES } from '@syncline/syncline-cli';
import { Failure } from '../failure.ts';
import type { Home } from '../home/home.ts';
import { Supervisor } from '../supervisor/supervisor.ts';
import { GOLDEN_SOURCE_OF, PROVIDERS } from './instances.ts';
import { databaseOf, type Environment, serviceEnvironment } from './service-environment.ts';
import { lastWords } from './last-words.ts';
import { rotateLog, serviceProcess } from './service-process.ts';
import { SupervisedPostgres } from './supervised-postgres.ts';

/** What happens to the processes while they run, in sentences. */
export interface StackEvents {
  warn(sentence: string): void;
  good(sentence: string): void;
  /** Something is gone for good; the quick start cannot go on. */
  lost(failure: Failure): void;
}

/** First those who give work, then those who do it, then those who are asked: nobody is left calling somebody who is gone. */
const STOP_ORDER: readonly InstanceName[] = ['scheduling-platform', 'data-consumer', ...PROVIDERS];
const GRACE_MS = 5_000;

/** Everything that runs: the database server, and each instance as a process of its own. */
export class Stack {
  private readonly supervisor: Supervisor;
  private readonly postgres: SupervisedPostgres;

  constructor(
    private readonly installation: Installation,
    private readonly home: Home,
    private readonly inherited: Environment,
    events: StackEvents,
  ) {
    this.postgres = new SupervisedPostgres(
      { dataDir: home.postgres, port: installation.postgresPort, durable: true },
      {
        onDeath: () => events.warn('PostgreSQL died; starting it again'),
        onBack: () => events.good('PostgreSQL is back'),
        onLost: (reason) => events.lost(new Failure(`PostgreSQL died and could not be started again: ${reason}`)),
      },
    );
    this.supervisor = new Supervisor({
      onDeath: (service, how, pid) => events.warn(`${service} (process ${pid ?? 'unknown'}) ${how}; starting it again`),
      onBack: (service, pid) => events.good(`${service} is back (process ${pid ?? 'unknown'})`),
      onGivenUp: (service, how, deaths) => events.lost(new Failure(deaths === 1 ? `${service} could not start: it ${how}.${lastWords(home.log(service))}` : `${service} died ${deaths} times in a row; the last time it ${how}.`, home.log(service))),
    });
  }

  /** The server, with an empty database for whoever needs one and has none yet. */
  async startPostgres(): Promise<LocalPostgres> {
    const server = await this.postgres.start();
    await Promise.all([...INSTANCES.map(databaseOf), ...PROVIDERS.map((provider) => GOLDEN_SOURCE_OF[provider].database)].map((name) => server.createDatabase(name)));
    return server;
  }

  /** Starts an instance and keeps it up; resolves to its process id when it is ready. */
  async startService(instance: InstanceName, server: LocalPostgres): Promise<number> {
    rotateLog(this.home.log(instance));
    const pid = await this.supervisor.start(serviceProcess(instance, this.environmentOf(instance, server), this.home, this.installation));
    if (pid === null) throw new Failure(`${instance} did not become ready.`, this.home.log(instance));
    return pid;
  }

  pidOf(instance: InstanceName): number | undefined {
    return this.supervisor.pidOf(instance);
  }

  /** Stops everything in order; bounded, because each process is given {@link GRACE_MS} and is then made to. */
  async stop(): Promise<void> {
    await this.supervisor.stop(STOP_ORDER, GRACE_MS);
    await this.postgres.stop();
  }

  /** Ends everything now. */
  async killNow(): Promise<void> {
    this.supervisor.killNow();
    await this.postgres.kill();
  }

  /** The last act of the process, when nothing can be waited for any more. */
  killServicesNow(): void {
    this.supervisor.killNow();
  }

  private environmentOf(instance: InstanceName, server: LocalPostgres): Environment {
    return serviceEnvironment(instance, this.inherited, this.installation, this.home, (database) => server.url(database));
  }
}
