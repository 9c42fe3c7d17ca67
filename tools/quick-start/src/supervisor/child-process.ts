import { type ChildProcess as NodeChild, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { removePidFile, writePidFile } from './pid-file.ts';
import { signalGroup } from './process-group.ts';

/** What to start, and where to write what it says. */
export interface ProcessSpec {
  readonly name: string;
  /** Path of the JavaScript file and its arguments; it runs on the Node that runs this program. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly logFile: string;
  readonly pidFile: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when the process could not even be started. */
  readonly error?: Error;
  readonly uptimeMs: number;
}

/**
 * One process in a group of its own. Its output goes straight into the log file, not through this program, so that it
 * lives on undisturbed when this program is killed.
 */
export class ChildProcess {
  readonly exited: Promise<Exit>;
  private readonly child: NodeChild;
  private isOver = false;

  constructor(readonly spec: ProcessSpec) {
    const log = openSync(spec.logFile, 'a');
    const startedAt = performance.now();
    try {
      this.child = spawn(process.execPath, spec.command, { cwd: spec.cwd, env: { ...spec.env }, detached: true, stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
    if (this.child.pid !== undefined) writePidFile(spec.pidFile, spec.name, this.child.pid);
    this.exited = new Promise<Exit>((resolve) => {
      const end = (exit: Omit<Exit, 'uptimeMs'>): void => {
        this.isOver = true;
        removePidFile(spec.pidFile);
        resolve({ ...exit, uptimeMs: performance.now() - startedAt });
      };
      this.child.once('exit', (code, signal) => {
        // What it started itself must not outlive it: who is started in its place would meet it.
        this.kill();
        end({ code, signal });
      });
      this.child.once('error', (error) => end({ code: null, signal: null, error }));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Asks the group to stop, and makes it after `graceMs`. Resolves when the process is gone. */
  async stop(graceMs: number): Promise<Exit> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends the group at once; does nothing when the process is gone (its id may be another's by now). */
  kill(): void {
    this.signal('SIGKILL');
  }

  private signal(signal: NodeJS.Signals): void {
    if (!this.isOver && this.child.pid !== undefined) signalGroup(this.child.pid, signal);
  }
}

/** "was killed by SIGKILL", "ended with exit code 1". */
export function describeExit(exit: Exit): string {
  if (exit.error) return `could not be started (${exit.error.message})`;
  return exit.signal === null ? `ended with exit code ${exit.code ?? 'unknown'}` : `was killed by ${exit.signal}`;
}
