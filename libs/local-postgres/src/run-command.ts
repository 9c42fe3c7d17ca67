import { spawn } from 'node:child_process';

/** The operating system's user that a command runs as; absent: our own. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface CommandOptions {
  readonly user?: OsUser | undefined;
  /** A folder that the user may enter: PostgreSQL's programs complain about any other. */
  readonly cwd: string;
  readonly timeoutMs: number;
}

export interface CommandResult {
  /** -1: could not be started, or did not end in time and was killed. */
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end, with a plain environment. Never throws: the caller reads code and output. */
export function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      // Messages in English, times of the log in UTC, nothing of the caller's PG* variables.
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Not `timeout`: its timer would keep our process alive when the program cannot be started.
      signal: AbortSignal.timeout(options.timeoutMs),
      killSignal: 'SIGKILL',
      ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: -1, output: `${output}${error.message}` }));
    // `exit`, not `close`: a server that a command leaves behind may hold its pipes open.
    child.on('exit', (code) => setImmediate(() => resolve({ code: code ?? -1, output })));
  });
}
