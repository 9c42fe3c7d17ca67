import { formatCount } from '@syncline/syncline-cli';
import type { ProviderName } from '../stack/instances.ts';
import { closeBusinessDate, type Closable } from '../sync/close-business-date.ts';
import type { SyncContext } from './sync-context.ts';

/** Closes a date at one provider, and says what it has sealed; the platform hears of it from the provider alone. */
export async function closeAt(provider: ProviderName, businessDate: string, context: SyncContext, signal: AbortSignal): Promise<void> {
  await context.narrator.step(
    `${provider} is sealing the extracts of ${businessDate}`,
    () => closeBusinessDate(closable(provider, context), businessDate, signal),
    ({ extracts }) => `closed: ${provider} has sealed and signed ${extracts.length} extracts, ${formatCount(extracts.reduce((sum, { rows }) => sum + (rows ?? 0), 0))} rows`,
  );
}

export const closable = (provider: ProviderName, { services, home }: SyncContext): Closable => ({ provider: services.providers[provider], log: home.log(provider) });
