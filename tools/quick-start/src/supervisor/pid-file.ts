import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../home/write-whole.ts';
import { processIdentity } from './process-identity.ts';

/** What the next start knows about a process when this one could not stop it. */
export interface PidRecord {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

export function writePidFile(path: string, name: string, pid: number): void {
  const identity = processIdentity(pid);
  if (identity !== null) writeWhole(path, `${JSON.stringify({ name, pid, identity } satisfies PidRecord)}\n`);
}

export const removePidFile = (path: string): void => rmSync(path, { force: true });

/** The records of a folder whose process still lives and is the very one that was recorded; the other files are removed. */
export function livingRecords(folder: string): PidRecord[] {
  const records: PidRecord[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const record = readRecord(join(folder, file));
    if (record !== null && processIdentity(record.pid) === record.identity) records.push(record);
    else removePidFile(join(folder, file));
  }
  return records;
}

function readRecord(path: string): PidRecord | null {
  try {
    const { name, pid, identity } = JSON.parse(readFileSync(path, 'utf8')) as Partial<PidRecord>;
    return typeof name === 'string' && Number.isSafeInteger(pid) && pid !== undefined && pid > 1 && typeof identity === 'string' ? { name, pid, identity } : null;
  } catch {
    return null;
  }
}
