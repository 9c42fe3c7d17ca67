import { readFileSync } from 'node:fs';

/**
 * The run of Jest that this code is part of: the process that all test files of the run share. With several workers that
 * is their parent (they hold a channel to it), in band it is this process.
 */
export function runOfJest(): { pid: number; key: string } {
  const pid = process.connected ? process.ppid : process.pid;
  return { pid, key: `${pid}-${startOf(pid)}` };
}

/** Tells two processes with the same number apart. Field 22 of `/proc/<pid>/stat`; 0 where there is no `/proc`. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
