import { type BusinessDateClose, dataProviderOperations } from '@syncline/contract';
import { Failure } from '../failure.ts';
import type { Services } from './services.ts';
import { insist, watch } from './watch.ts';

const STALL_MS = 180_000;

/** Closes a business date at the provider and waits until every extract is sealed. Asking again for a close that failed repeats it. */
export async function closeBusinessDate(services: Services, businessDate: string, providerLog: string, signal: AbortSignal): Promise<BusinessDateClose> {
  const params = { date: businessDate };
  await insist(() => services.provider.call(dataProviderOperations.closeBusinessDate, { params }), signal);
  const end = await watch(
    async () => {
      const state = await services.provider.call(dataProviderOperations.getBusinessDate, { params });
      return { state, ...(state.state === 'CLOSING' ? {} : { done: state }) };
    },
    { signal, stallMs: STALL_MS, log: providerLog, stalled: () => `The close of ${businessDate} has not moved for ${STALL_MS / 60_000} minutes.` },
  );
  if (end.state === 'FAILED') throw new Failure(`The close of ${businessDate} failed: ${describeFailedExtracts(end)}.`, providerLog);
  return end;
}

function describeFailedExtracts(close: BusinessDateClose): string {
  const failed = close.extracts.filter(({ state }) => state === 'FAILED');
  return failed.map(({ dataset, reason, detail }) => `${dataset} ${reason ?? ''} ${detail ?? ''}`.trim()).join('; ') || 'the provider names no extract';
}
