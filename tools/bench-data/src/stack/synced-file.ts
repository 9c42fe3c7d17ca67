import { DATASET } from '../source/positions.ts';
import type { Operator } from './operator.ts';
import type { Services } from './services.ts';

/** A file of the consumer, the table that it is published as, and the task that syncs it. */
export interface SyncedFile {
  readonly task: string;
  /** As SQL names it. */
  readonly table: string;
}

/**
 * Defines a file with a target that nobody has loaded yet, and its task, which these dates fire and no others: so every
 * round begins with a first load.
 */
export async function defineFile(operator: Operator, services: Services, number: number, dates: readonly string[]): Promise<SyncedFile> {
  const [name, table] = [`${DATASET}-${number}`, `${DATASET}_${number}`];
  await operator.call('data-consumer', 'PUT', `/files/${name}`, 'files:write', {
    name,
    source: { url: services['data-provider'].url, dataset: DATASET, auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
    target: { table, apply: 'MERGE' },
  });
  await operator.call('scheduling-platform', 'PUT', `/tasks/sync-${name}`, 'tasks:write', {
    name: `sync-${name}`,
    target: { urls: [`${services['data-consumer'].url}/api/v1/file-syncs/${name}`], auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
    triggers: dates.map((date) => ({
      kind: 'message', type: 'io.syncline.business-date.closed', source: 'data-provider', filter: { '/data/businessDate': date }, businessDate: '/data/businessDate',
    })),
  });
  return { task: `sync-${name}`, table: `published.${table}` };
}
