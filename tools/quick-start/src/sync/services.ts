import { type Installation, type SigningKey, ServiceClient } from '@syncline/syncline-cli';

/** The three services as the operator calls them. */
export interface Services {
  readonly platform: ServiceClient;
  readonly provider: ServiceClient;
  readonly consumer: ServiceClient;
}

export const connectServices = (installation: Installation, key: SigningKey): Services => ({
  platform: new ServiceClient(installation, 'scheduling-platform', key),
  provider: new ServiceClient(installation, 'data-provider', key),
  consumer: new ServiceClient(installation, 'data-consumer', key),
});
