import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The number of the server that runs on the files in a folder. */
export const serverPidIn = async (folder: string): Promise<number> =>
  Number.parseInt(await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8'), 10);

/** Waits until a process (a zombie counts as gone) or a folder is no more; throws after 15 s. */
export async function isGone(what: number | string): Promise<void> {
  for (let round = 0; round < 300; round += 1) {
    if (!(await isThere(what))) return;
    await sleep(50);
  }
  throw new Error(`${what} is still there`);
}

async function isThere(what: number | string): Promise<boolean> {
  if (typeof what === 'string') return access(what).then(() => true, () => false);
  const stat = await readFile(`/proc/${what}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z /.test(stat);
}
