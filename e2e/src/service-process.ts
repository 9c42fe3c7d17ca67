import { fileURLToPath } from 'node:url';
import { eventually, startProcess, type ExitOfProcess, type TestProcess } from '@syncline/test-kit';

/** One of the three services as the process that it is in production: `node apps/<app>/dist/main.js` and an environment. */
export class ServiceProcess {
  private current: TestProcess | null = null;

  constructor(
    readonly name: string,
    readonly url: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Another instance of the same service, on the same database; it is not started yet. */
  twin(url: string, nodeId: string): ServiceProcess {
    return new ServiceProcess(this.name, url, { ...this.env, PORT: new URL(url).port, PUBLIC_URL: url, NODE_ID: nodeId });
  }

  /** @param extra variables of this start alone */
  async start(extra: Readonly<Record<string, string>> = {}): Promise<void> {
    this.current = await startProcess({
      script: fileURLToPath(new URL(`../../apps/${this.name}/dist/main.js`, import.meta.url)),
      env: { ...this.env, ...extra },
      ready: { url: `${this.url}/health/ready` },
      within: 180_000,
    });
  }

  /** As a machine dies: no farewell, nothing handed back. */
  async kill(): Promise<void> {
    await this.current?.kill('SIGKILL');
    this.current = null;
  }

  /** Waits until it has ended by itself. */
  async died(within: number): Promise<ExitOfProcess> {
    const dying = this.current;
    if (dying === null) throw new Error(`${this.name} does not run`);
    let exit: ExitOfProcess | null = null;
    void dying.exited.then((ended) => { exit = ended; });
    await eventually(() => {
      if (exit === null) throw new Error(`${this.name} still runs. It said:\n${dying.output().slice(-4_000)}`);
    }, { within });
    this.current = null;
    return dying.exited;
  }

  /** @returns how it ended; null: it did not run */
  async stop(): Promise<ExitOfProcess | null> {
    const exit = (await this.current?.stop()) ?? null;
    this.current = null;
    return exit;
  }

  /** As a virtual machine that is moved: everything stands still in the middle, and it does not know. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  wake(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.current === null) throw new Error(`${this.name} at ${this.url} does not run`);
    process.kill(this.current.pid, signal);
  }

  /** Its `NODE_ID`, where it has one. */
  get id(): string {
    return this.env.NODE_ID ?? this.name;
  }

  get output(): string {
    return this.current?.output() ?? '';
  }
}
