import { readFile } from 'node:fs/promises';
import type { ToldSeconds } from '../measurements/phases.ts';

/**
 * The member `seconds` of the line that the consumer writes when a file of the run is published.
 * @throws Error where there is no such line
 */
export async function toldSeconds(logFile: string, runId: string): Promise<ToldSeconds> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.includes(runId) && line.includes('"seconds":{'));
  const { seconds } = JSON.parse(lines.at(-1) ?? '{}') as { seconds?: ToldSeconds };
  if (seconds === undefined) throw new Error(`The consumer's log does not tell where the time of run ${runId} went`);
  return seconds;
}
