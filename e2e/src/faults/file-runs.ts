import type { FileSync, Occurrence, Run } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { TASK } from '../client.ts';
import type { System } from '../system.ts';

const ENDS: readonly Run['state'][] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Runs of one file at a time, started by hand: every case has a file and a table of its own, and none waits for another. */
export class FileRuns {
  constructor(private readonly system: System) {}

  /** Defines a file over the positions; its table has the file's name with underscores. @returns the table */
  async define(file: string, more: { limits?: object; apply?: 'MERGE' | 'REPLACE' } = {}): Promise<string> {
    const table = file.replaceAll('-', '_');
    await this.system.client.call('data-consumer', 'PUT', `/files/${file}`, 'files:write', {
      name: file,
      source: { url: this.system.proxy.url, dataset: 'positions', auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
      target: { table, apply: more.apply ?? 'MERGE' },
      ...(more.limits === undefined ? {} : { limits: more.limits }),
    });
    return table;
  }

  /** @returns the id of the run */
  async begin(file: string, businessDate: string): Promise<string> {
    const { runId } = await this.system.client.call<Occurrence>('scheduling-platform', 'POST', `/tasks/${TASK}/runs`, 'runs:write', { businessDate, parameters: { files: [file] } });
    if (runId === null) throw new Error(`no run came of ${file} for ${businessDate}`);
    return runId;
  }

  async end(runId: string, within = 60_000): Promise<Run> {
    return eventually(async () => {
      const run = await this.system.client.call<Run>('scheduling-platform', 'GET', `/runs/${runId}`, 'runs:read');
      if (!ENDS.includes(run.state)) throw new Error(`run ${runId} is ${run.state} ${run.reason ?? ''} ${run.detail ?? ''}`);
      return run;
    }, { within });
  }

  async fileSync(runId: string): Promise<FileSync> {
    const found = await this.system.client.fileSync(runId);
    if (found === undefined) throw new Error(`run ${runId} has no file sync`);
    return found;
  }
}

/** The part that a request is about; null for any other request. */
export const partOf = (path: string): number | null => {
  const match = /\/parts\/(\d+)$/.exec(path);
  return match ? Number(match[1]) : null;
};
