import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@syncline/contract';
import { workspaceRoot } from '@syncline/syncline-cli';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const ASK_EVERY_MS = 100;

/** The app, as a process of its own: exactly what is deployed, started as it is deployed. */
export class AppProcess {
  readonly #child: ChildProcess;
  /** Resolves when the process is gone, with what it ended by. */
  readonly exited: Promise<string>;
  #isRunning = true;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = once(child, 'exit').then(([code, signal]: unknown[]) => {
      this.#isRunning = false;
      return `ended with ${String(code ?? signal)}`;
    });
  }

  static start(app: ServiceName, environment: Readonly<Record<string, string | undefined>>): AppProcess {
    const program = join(workspaceRoot, 'apps', app, 'dist', 'main.js');
    // A group of its own: Ctrl-C reaches us alone, and we end things in order (the app before its database).
    return new AppProcess(spawn(process.execPath, ['--enable-source-maps', program], { env: environment, cwd: workspaceRoot, stdio: ['ignore', 'inherit', 'inherit'], detached: true }));
  }

  /** @throws Error when the app ends, or is not ready in time */
  async ready(url: string): Promise<void> {
    const deadline = AbortSignal.timeout(READY_WITHIN_MS);
    while (!(await answers(`${url}/health/ready`))) {
      if (!this.#isRunning) throw new Error(`The app ${await this.exited} before it was ready.`);
      if (deadline.aborted) throw new Error(`The app was not ready within ${READY_WITHIN_MS / 1000} s.`);
      await delay(ASK_EVERY_MS);
    }
  }

  /** Asks it to end, and makes it when it does not. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#child.kill('SIGTERM');
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.exited;
    clearTimeout(insist);
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}
