import { type Installation, readInstallation } from '../installation.config.ts';
import { loadOperatorKey } from '../operator/operator-key.ts';
import { ServiceClient } from './service-client.ts';

/** The data consumer of this installation, as its operator calls it. */
export async function openConsumer(installation: Installation = readInstallation()): Promise<ServiceClient> {
  return new ServiceClient(installation, 'data-consumer', await loadOperatorKey(installation.home));
}
