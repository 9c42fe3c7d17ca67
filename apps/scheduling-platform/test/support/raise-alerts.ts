import { randomUUID } from 'node:crypto';
import type { Alert } from '@syncline/contract';
import { AlertBook } from '../../src/alerts/alert-book.ts';
import type { AlertRequest, ResolveCause } from '../../src/alerts/domain/alert-request.ts';
import { UnitOfWork } from '../../src/persistence/unit-of-work.ts';
import type { PlatformClient } from './platform-client.ts';

/** A cause to alert somebody, of a run that nobody knows, unless told otherwise. */
export const aRequest = (changes: Partial<AlertRequest> = {}): AlertRequest => ({
  kind: 'FAILED', subject: { kind: 'RUN', id: randomUUID() }, task: 'sync-cities', group: null, businessDate: '2026-08-04', detail: 'The source gave no answer.', ...changes,
});

/** Raises alerts as a feature of the platform does, and answers them in the order of the requests. */
export async function raise(platform: PlatformClient, ...requests: AlertRequest[]): Promise<Alert[]> {
  const { app } = platform.node;
  await app.get(UnitOfWork).run((unit) => app.get(AlertBook).raise(unit, requests));
  const { items } = (await platform.call<{ items: Alert[] }>('GET', '/alerts?limit=500')).body;
  return requests.flatMap(({ kind, subject: { id } }) => items.filter((alert) => alert.kind === kind && [alert.runId, alert.groupRunId, alert.occurrenceId].includes(id)));
}

export const resolve = ({ node }: PlatformClient, ...causes: ResolveCause[]): Promise<void> =>
  node.app.get(UnitOfWork).run((unit) => node.app.get(AlertBook).resolve(unit, causes));
