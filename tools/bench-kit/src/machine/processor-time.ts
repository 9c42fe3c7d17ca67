import { readdir, readFile } from 'node:fs/promises';

/** Linux counts a process's time in these units, whatever its kernel's own clock. */
const TICKS_PER_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
}

/**
 * The processor time that a process and its children, also those that have ended, have used so far, in milliseconds; null
 * where the machine does not tell (anything but Linux). Unlike a rate it says the same on a busy machine as on a quiet one.
 */
export async function processorTimeMs(pid: number): Promise<number | null> {
  const names = await readdir('/proc').catch(() => []);
  const processes = (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess))).filter((found) => found !== null);
  const mine = processes.filter((found) => found.pid === pid || found.parent === pid);
  return mine.length === 0 ? null : mine.reduce((sum, { ms }) => sum + ms, 0);
}

/**
 * `/proc/<pid>/stat`, counted after the name in brackets, which may hold anything: the parent is the 2nd, user and system
 * time are 12th and 13th, those of children that have ended 14th and 15th.
 */
async function readProcess(name: string): Promise<Process | null> {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(name), parent: Number(fields[1]), ms: (fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 1_000) / TICKS_PER_SECOND };
}
