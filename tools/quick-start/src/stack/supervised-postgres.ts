import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalPostgres, type LocalPostgresOptions, PortTakenError, startLocalPostgres } from '@syncline/local-postgres';
import { Failure, messageOf } from '../failure.ts';

/*
 * The database server, kept up like the services. It is no child of ours (pg_ctl puts it into a session of its own), so
 * nobody tells us when it dies: we look once a second whether it still takes connections.
 *
 * A start cannot be called off half-way without leaving a server behind. So stop() and kill() first wait for a start
 * that is under way, which is bounded, and end what comes out of it.
 */
export interface PostgresEvents {
  onDeath(): void;
  onBack(): void;
  onLost(reason: string): void;
}

const LOOK_EVERY_MS = 1_000;

export class SupervisedPostgres {
  private readonly stopping = new AbortController();
  private current: Promise<LocalPostgres | null> = Promise.resolve(null);
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: LocalPostgresOptions,
    private readonly events: PostgresEvents,
  ) {}

  async start(): Promise<LocalPostgres> {
    const server = await this.launch();
    this.watching = this.watch(server.port);
    return server;
  }

  /** Ends the server in order: open transactions are rolled back, nothing needs recovery. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await (await this.current)?.stop();
    await this.watching;
  }

  /** Ends the server as a power cut would, at once; what was committed is safe. */
  async kill(): Promise<void> {
    this.stopping.abort();
    await (await this.current)?.stopImmediate();
  }

  private launch(): Promise<LocalPostgres> {
    const started = startLocalPostgres(this.options).catch((error: unknown) => {
      throw asFailure(error);
    });
    this.current = started.catch(() => null);
    return started;
  }

  private async watch(port: number): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await takesConnections(port))) continue;
      this.events.onDeath();
      try {
        await this.launch();
      } catch (error) {
        this.events.onLost(messageOf(error));
        return;
      }
      if (!signal.aborted) this.events.onBack();
    }
  }
}

/** Only "refused" says that nobody is there: a server that is busy may be slow to answer. */
function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: LOOK_EVERY_MS });
    const answer = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(true));
    socket.once('error', (error: NodeJS.ErrnoException) => answer(error.code !== 'ECONNREFUSED'));
  });
}

function asFailure(error: unknown): Failure {
  if (error instanceof PortTakenError) return new Failure(`Port ${error.port} for PostgreSQL is taken by another program: set POSTGRES_PORT to another one.`, null, error);
  return new Failure(`PostgreSQL could not be started: ${messageOf(error)}.`, null, error);
}
