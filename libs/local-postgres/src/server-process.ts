/**
 * Starts and stops the server of a cluster through `pg_ctl`, which puts it into a session of its own: Ctrl-C on the
 * terminal does not reach it, so that the services can end their work before their database goes.
 */
import { open, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { runCommand } from './run-command.ts';

const START_SECONDS = 60;
const STOP_SECONDS = 20;
const IMMEDIATE_STOP_SECONDS = 10;

/** How a start ended. `ADDRESS_IN_USE`: somebody took the port between the look and the start. */
export type StartOutcome = 'STARTED' | 'ADDRESS_IN_USE';

export async function startServer(cluster: Cluster): Promise<StartOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const logStart = await sizeOf(cluster.log);
    const { code, output } = await pgCtl(cluster, ['start', '-w', '-t', String(START_SECONDS), '-l', cluster.log], START_SECONDS);
    if (code === 0) return 'STARTED';
    const said = await readFrom(cluster.log, logStart);
    if (/Address already in use/.test(said)) return 'ADDRESS_IN_USE';
    // After a kill -9 of the server its children need a moment to notice; until then their memory is in use.
    if (attempt < 25 && /pre-existing shared memory block/.test(said)) {
      await sleep(200);
      continue;
    }
    throw new Error(`PostgreSQL did not start: ${output.trim()}\n${said.trim()}`);
  }
}

/** Ends the server, in the last resort by force, within the sum of both bounds. One that does not run is no error. */
export async function stopServer(cluster: Cluster): Promise<void> {
  if (!(await isRunning(cluster))) return;
  const fast = await pgCtl(cluster, ['stop', '-w', '-m', 'fast', '-t', String(STOP_SECONDS)], STOP_SECONDS);
  if (fast.code === 0) return;
  await stopImmediately(cluster);
}

/** What a power cut would do to it: no checkpoint, no goodbye to clients; the next start recovers from the log. */
export async function stopImmediately(cluster: Cluster): Promise<void> {
  if (!(await isRunning(cluster))) return;
  const pid = await serverPid(cluster);
  const seconds = String(IMMEDIATE_STOP_SECONDS);
  const { code } = await pgCtl(cluster, ['stop', '-w', '-m', 'immediate', '-t', seconds], IMMEDIATE_STOP_SECONDS);
  if (code === 0 || pid === null || !(await isRunning(cluster))) return;
  process.kill(pid, 'SIGKILL');
}

/** Asked before every start and stop: it also clears away the pid file of a server that is no more. */
async function isRunning(cluster: Cluster): Promise<boolean> {
  await removeStalePidFile(cluster);
  return (await pgCtl(cluster, ['status'], IMMEDIATE_STOP_SECONDS)).code === 0;
}

/** The number in `postmaster.pid`, whether or not such a process is there. */
async function serverPid(cluster: Cluster): Promise<number | null> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

/**
 * A server that was killed leaves its pid file. PostgreSQL finds out by itself, unless another process of the same user
 * has the number by now (after a restart of the machine, say): then it would refuse to start for ever, and a stop would
 * hit that other process.
 */
async function removeStalePidFile(cluster: Cluster): Promise<void> {
  const pid = await serverPid(cluster);
  if (pid === null) return;
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (workingFolder !== null && workingFolder !== cluster.data) await rm(pidFile(cluster), { force: true });
}

const pidFile = (cluster: Cluster): string => join(cluster.data, 'postmaster.pid');

function pgCtl(cluster: Cluster, args: readonly string[], seconds: number): ReturnType<typeof runCommand> {
  return runCommand(join(cluster.native, 'bin', 'pg_ctl'), [...args, '-D', cluster.data], {
    cwd: cluster.folder,
    user: cluster.user,
    timeoutMs: (seconds + 10) * 1000,
  });
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => null))?.size ?? 0;

async function readFrom(file: string, offset: number): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (!handle) return '';
  try {
    const buffer = Buffer.alloc(Math.min(Math.max((await handle.stat()).size - offset, 0), 20_000));
    await handle.read(buffer, 0, buffer.length, offset);
    return buffer.toString();
  } finally {
    await handle.close();
  }
}
