import { readFile } from 'node:fs/promises';
import type { ServiceProcess } from '@syncline/bench-kit';

/** The most memory that a process had resident so far, its threads' included, in MB; null where the machine does not tell. */
export async function peakMemoryMb({ pid }: Pick<ServiceProcess, 'pid'>): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : (Number(kilobytes) * 1024) / 1_000_000;
}
