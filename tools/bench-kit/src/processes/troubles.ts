import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Lines of a log that are shown after a failure. */
const SHOWN = 5;

/** The last lines of the logs in a folder that are more than news, for one who has to find out what went wrong. */
export async function troublesIn(folder: string): Promise<string[]> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  const lines = await Promise.all(logs.map(async (name) => (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => !/^$|"level":"(?:info|debug)"/.test(line)).slice(-SHOWN)));
  return lines.flat();
}
