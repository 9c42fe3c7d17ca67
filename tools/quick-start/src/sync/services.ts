import { type Installation, type SigningKey, ServiceClient } from '@syncline/syncline-cli';
import type { ProviderName } from '../stack/instances.ts';

/** Everything that runs, as the operator calls it. */
export interface Services {
  readonly platform: ServiceClient;
  readonly providers: Readonly<Record<ProviderName, ServiceClient>>;
  readonly consumer: ServiceClient;
}

export const connectServices = (installation: Installation, key: SigningKey): Services => ({
  platform: new ServiceClient(installation, 'scheduling-platform', key),
  providers: {
    'data-provider': new ServiceClient(installation, 'data-provider', key),
    'data-provider-2': new ServiceClient(installation, 'data-provider-2', key),
  },
  consumer: new ServiceClient(installation, 'data-consumer', key),
});
