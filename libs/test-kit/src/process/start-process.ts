import { spawn } from 'node:child_process';
import { eventually } from '../eventually.ts';
import { killWithProcess } from '../run/keeper.ts';
import { runOfJest } from '../run/run-of-jest.ts';

export interface ProcessOptions {
  /** The file that Node runs: a built `dist/main.js`. */
  readonly script: string;
  readonly args?: readonly string[];
  /** All of its environment; nothing of ours is passed on but the PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Ready when this answers 2xx, or when the output matches; with neither, as soon as it runs. */
  readonly ready?: { readonly url: string } | { readonly output: RegExp };
  /** Milliseconds; 30,000 unless told. */
  readonly within?: number;
}

export interface ExitOfProcess {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface TestProcess {
  readonly pid: number;
  /** Standard output and error so far, mixed as they came. */
  output(): string;
  readonly exited: Promise<ExitOfProcess>;
  /** Sends the signal and resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<ExitOfProcess>;
  /** SIGTERM, and SIGKILL when that has no effect within 10 s. */
  stop(): Promise<ExitOfProcess>;
}

const STOP_WITHIN_MS = 10_000;

/** Starts a Node process and waits until it is ready; if it ends before that, the error holds what it said. */
export async function startProcess(options: ProcessOptions): Promise<TestProcess> {
  const started = run(options);
  let exit: ExitOfProcess | undefined;
  void started.exited.then((value) => (exit = value));
  try {
    await eventually(
      async () => {
        if (exit) return true;
        return isReady(options.ready, started);
      },
      { within: options.within ?? 30_000 },
    );
  } catch (cause) {
    await started.kill('SIGKILL');
    throw new Error(`${options.script} was not ready in time. It said:\n${started.output()}`, { cause });
  }
  if (exit && options.ready) throw new Error(`${options.script} ended with ${exit.code ?? exit.signal} before it was ready. It said:\n${started.output()}`);
  return started;
}

function run({ script, args = [], env = {}, cwd }: ProcessOptions): TestProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const exited = new Promise<ExitOfProcess>((resolve) => {
    child.once('error', (error) => output.push(String(error)));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // A process that a crash of Jest left behind would keep its port and its database.
  if (child.pid !== undefined) killWithProcess(runOfJest().pid, child.pid);
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<ExitOfProcess> => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    output: () => output.join(''),
    exited,
    kill,
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      return kill('SIGTERM').finally(() => clearTimeout(timer));
    },
  };
}

async function isReady(ready: ProcessOptions['ready'], started: TestProcess): Promise<boolean> {
  if (!ready) return true;
  if ('output' in ready) return ready.output.test(started.output());
  const response = await fetch(ready.url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
