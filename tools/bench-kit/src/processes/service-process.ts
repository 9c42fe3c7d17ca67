import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@syncline/contract';

const programOf = (service: ServiceName): string => fileURLToPath(new URL(`../../../../apps/${service}/dist/main.js`, import.meta.url));
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 25_000;
const ASK_EVERY_MS = 100;

/** Ends a service that we leave behind when we are killed ourselves and can end nothing any more. Plain sh costs next to nothing. */
function killWithUs(pid: number): void {
  const script = 'while kill -0 "$2" 2>/dev/null; do kill -0 "$1" 2>/dev/null || kill -9 "$2"; sleep 1; done';
  spawn('/bin/sh', ['-c', script, 'syncline-bench-keeper', String(process.pid), String(pid)], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}

export interface ServiceProcessOptions {
  readonly service: ServiceName;
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** More for Node's own command line. */
  readonly nodeFlags: readonly string[];
}

/** One instance of a service, as it is deployed: its built program in a process of its own. */
export class ServiceProcess {
  readonly url: string;
  readonly #service: ServiceName;
  readonly #logFile: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #isRunning = true;

  constructor({ service, url, environment, logFile, nodeFlags }: ServiceProcessOptions) {
    this.url = url;
    this.#service = service;
    this.#logFile = logFile;
    // Straight into the file: a pipe would make us read every line, on the cores that are measured.
    const log = openSync(logFile, 'a');
    // Its own process group: Ctrl-C reaches us alone, and we end services before their database.
    this.#child = spawn(process.execPath, [...nodeFlags, '--enable-source-maps', programOf(service)], { env: { PATH: '/usr/bin:/bin', ...environment }, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    killWithUs(this.pid);
    this.#exited = once(this.#child, 'exit').then(() => {
      this.#isRunning = false;
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** @throws Error with the end of its log when it ends, or is not ready in time */
  async ready(): Promise<void> {
    const deadline = AbortSignal.timeout(READY_WITHIN_MS);
    while (!(await this.#isReady())) {
      if (!this.#isRunning || deadline.aborted) throw new Error(`${this.#service} did not become ready. Its log ends with:\n${(await readFile(this.#logFile, 'utf8')).slice(-2_000)}`);
      await delay(ASK_EVERY_MS);
    }
  }

  /** SIGTERM, and SIGKILL when that has no effect in time. Twice is once. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#child.kill('SIGTERM');
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.#exited;
    clearTimeout(insist);
  }

  /** The sum of a counter over its labels, from `/metrics`; null where the service has none of that name. */
  async counter(name: string): Promise<number | null> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const values = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)).map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  }

  async #isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok === true;
  }
}
