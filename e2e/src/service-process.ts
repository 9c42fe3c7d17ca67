import { fileURLToPath } from 'node:url';
import { startProcess, type TestProcess } from '@syncline/test-kit';

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
      within: 60_000,
    });
  }

  /** As a machine dies: no farewell, nothing handed back. */
  async kill(): Promise<void> {
    await this.current?.kill('SIGKILL');
    this.current = null;
  }

  async stop(): Promise<void> {
    await this.current?.stop();
    this.current = null;
  }

  get output(): string {
    return this.current?.output() ?? '';
  }
}
