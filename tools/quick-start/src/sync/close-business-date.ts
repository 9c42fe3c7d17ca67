import { type BusinessDateClose, dataProviderOperations } from '@syncline/contract';
import { type ServiceClient, ServiceRefused } from '@syncline/syncline-cli';
import { Failure } from '../failure.ts';
import { insist, watch } from './watch.ts';

const STALL_MS = 180_000;

/** A provider as the operator calls it, and the file that tells more when it fails. */
export interface Closable {
  readonly provider: ServiceClient;
  readonly log: string;
}

/** Closes a business date at a provider and waits until every extract is sealed. Asking again for a close that failed repeats it. */
export async function closeBusinessDate({ provider, log }: Closable, businessDate: string, signal: AbortSignal): Promise<BusinessDateClose> {
  const params = { date: businessDate };
  await insist(() => provider.call(dataProviderOperations.closeBusinessDate, { params }), signal);
  const end = await watch(
    async () => {
      const state = await provider.call(dataProviderOperations.getBusinessDate, { params });
      return { state, ...(state.state === 'CLOSING' ? {} : { done: state }) };
    },
    { signal, stallMs: STALL_MS, log, stalled: () => `The close of ${businessDate} has not moved for ${STALL_MS / 60_000} minutes.` },
  );
  if (end.state === 'FAILED') throw new Failure(`The close of ${businessDate} failed: ${describeFailedExtracts(end)}.`, log);
  return end;
}

/** Whether a provider has closed a business date before. */
export async function isClosed({ provider }: Closable, businessDate: string, signal: AbortSignal): Promise<boolean> {
  const asked = insist(() => provider.call(dataProviderOperations.getBusinessDate, { params: { date: businessDate } }), signal);
  return asked.then(({ state }) => state === 'CLOSED', (error: unknown) => {
    if (error instanceof ServiceRefused && error.status === 404) return false; // nobody has asked to close it
    throw error;
  });
}

function describeFailedExtracts(close: BusinessDateClose): string {
  const failed = close.extracts.filter(({ state }) => state === 'FAILED');
  return failed.map(({ dataset, reason, detail }) => `${dataset} ${reason ?? ''} ${detail ?? ''}`.trim()).join('; ') || 'the provider names no extract';
}
