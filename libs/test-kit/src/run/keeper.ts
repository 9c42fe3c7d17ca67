import { spawn } from 'node:child_process';

/**
 * What must not outlive a run of Jest is looked after by a little shell script in a session of its own: Jest that is
 * killed runs no hooks, and inside a test `process` is a copy on which `exit` never fires. It costs next to nothing.
 */

/** Deletes the folder once the process is gone, however it ended. */
export const deleteWithProcess = (pid: number, folder: string): void =>
  keep('while kill -0 "$1" 2>/dev/null; do sleep 1; done; rm -rf "$2"', pid, folder);

/** Kills `child` once the process is gone; stops looking when `child` is gone by itself. */
export const killWithProcess = (pid: number, child: number): void =>
  keep('while kill -0 "$2" 2>/dev/null; do kill -0 "$1" 2>/dev/null || kill -9 "$2"; sleep 1; done', pid, child);

function keep(script: string, ...args: ReadonlyArray<string | number>): void {
  spawn('/bin/sh', ['-c', script, 'syncline-test-keeper', ...args.map(String)], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}
