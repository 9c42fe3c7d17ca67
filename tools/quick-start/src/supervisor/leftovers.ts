import { setTimeout as delay } from 'node:timers/promises';
import { livingRecords, type PidRecord } from './pid-file.ts';
import { signalGroup } from './process-group.ts';
import { processIdentity } from './process-identity.ts';

const LOOK_EVERY_MS = 50;

/**
 * Stops what a quick start that was killed left running, and answers the names. Pid files are checked, not trusted: only
 * a process that is still the one that was recorded is signalled; first asked to stop, after `graceMs` made to.
 */
export async function stopLeftovers(folder: string, graceMs = 5_000): Promise<string[]> {
  const leftovers = livingRecords(folder);
  for (const { pid } of leftovers) signalGroup(pid, 'SIGTERM');
  if (!(await allGone(leftovers, graceMs))) {
    for (const record of leftovers.filter(isAlive)) signalGroup(record.pid, 'SIGKILL');
    await allGone(leftovers, graceMs);
  }
  livingRecords(folder);
  return leftovers.map(({ name }) => name);
}

const isAlive = ({ pid, identity }: PidRecord): boolean => processIdentity(pid) === identity;

async function allGone(records: readonly PidRecord[], withinMs: number): Promise<boolean> {
  for (let waited = 0; records.some(isAlive); waited += LOOK_EVERY_MS) {
    if (waited >= withinMs) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}
