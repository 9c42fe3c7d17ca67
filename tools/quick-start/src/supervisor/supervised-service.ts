import { setTimeout as delay } from 'node:timers/promises';
import { ChildProcess, describeExit, type Exit, type ProcessSpec } from './child-process.ts';
import { untilReady } from './readiness.ts';
import { decideRestart, RESTART_POLICY, type RestartPolicy } from './restart-policy.ts';

/*
 * A service that is kept up.
 *
 * start() makes a process and resolves at the first "ready". From then on, until stop() or kill():
 *   the process dies  ->  onDeath is told, a wait by the restart policy, a new process, onBack when it is ready
 *   too often in a row ->  onGivenUp is told once, and nothing is started any more
 * A program that fails before its first "ready" cannot start, and trying again would only say so later: it is
 * given up at once. One that somebody kills meanwhile is started again.
 *
 * Who is authoritative: the exit event of the operating system. Readiness only decides what is told, never what is
 * restarted. stop() and kill() abort one signal; after that no process is started, whatever was waiting.
 */
export interface ServiceEvents {
  onDeath(service: string, how: string, pid: number | undefined, restartAfterMs: number): void;
  onBack(service: string, pid: number | undefined): void;
  onGivenUp(service: string, how: string, deaths: number): void;
}

export interface ServiceSpec extends ProcessSpec {
  readonly readyUrl: string;
}

const READY_WITHIN_MS = 60_000;

export class SupervisedService {
  private readonly stopping = new AbortController();
  private process: ChildProcess | null = null;
  private watching: Promise<void> | null = null;
  private inARow = 0;
  private wasReady = false;

  constructor(
    readonly spec: ServiceSpec,
    private readonly events: ServiceEvents,
    private readonly policy: RestartPolicy = RESTART_POLICY,
  ) {}

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Starts it; resolves to whether it became ready in time (it may have been killed and have come back meanwhile). */
  async start(): Promise<boolean> {
    if (this.stopping.signal.aborted) return false;
    this.watching = this.keepUp();
    this.wasReady = await untilReady(this.spec.readyUrl, READY_WITHIN_MS, this.stopping.signal);
    return this.wasReady;
  }

  /** Stops it and starts it no more; resolves when the process is gone, within `graceMs` and the moment a kill takes. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    await this.process?.stop(graceMs);
    await this.watching;
  }

  /** The same without grace and without waiting. */
  kill(): void {
    this.stopping.abort();
    this.process?.kill();
  }

  private async keepUp(): Promise<void> {
    const { signal } = this.stopping;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const child = new ChildProcess(this.spec);
      this.process = child;
      if (!isFirst) void this.tellWhenBack(child);
      const exit = await child.exited;
      if (signal.aborted || !(await this.waitForRestart(child, exit))) return;
    }
  }

  private async waitForRestart(child: ChildProcess, exit: Exit): Promise<boolean> {
    const decision = !this.wasReady && (exit.code ?? 0) !== 0 ? { giveUp: true, inARow: 1 } : decideRestart(this.policy, this.inARow, exit.uptimeMs);
    this.inARow = decision.inARow;
    if ('giveUp' in decision) {
      this.stopping.abort();
      this.events.onGivenUp(this.spec.name, describeExit(exit), decision.inARow);
      return false;
    }
    this.events.onDeath(this.spec.name, describeExit(exit), child.pid, decision.restartAfterMs);
    await delay(decision.restartAfterMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    return true;
  }

  private async tellWhenBack(child: ChildProcess): Promise<void> {
    const gone = new AbortController();
    void child.exited.then(() => gone.abort());
    if (await untilReady(this.spec.readyUrl, READY_WITHIN_MS, AbortSignal.any([gone.signal, this.stopping.signal]))) {
      this.events.onBack(this.spec.name, child.pid);
    }
  }
}
