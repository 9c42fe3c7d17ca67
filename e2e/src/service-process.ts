import { fileURLToPath } from 'node:url';
import { startProcess, type ExitOfProcess, type TestProcess } from '@syncline/test-kit';

/** One of the three services as the process that it is in production: `node apps/<app>/dist/main.js` and an environment. */
export class ServiceProcess {
  private current: TestProcess | null = null;

  constructor(
    readonly name: string,
    readonly url: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async start(): Promise<void> {
    this.current = await startProcess({
      script: fileURLToPath(new URL(`../../apps/${this.name}/dist/main.js`, import.meta.url)),
      env: this.env,
      ready: { url: `${this.url}/health/ready` },
      within: 180_000,
    });
  }

  /** As a machine dies: no farewell, nothing handed back. */
  async kill(): Promise<void> {
    await this.current?.kill('SIGKILL');
    this.current = null;
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
