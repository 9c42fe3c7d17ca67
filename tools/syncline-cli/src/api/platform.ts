import { type Installation, readInstallation } from '../installation.config.ts';
import { loadOperatorKey } from '../operator/operator-key.ts';
import { ServiceClient } from './service-client.ts';

/** The scheduling platform of this installation, as its operator calls it. */
export async function openPlatform(installation: Installation = readInstallation()): Promise<ServiceClient> {
  return new ServiceClient(installation, 'scheduling-platform', await loadOperatorKey(installation.home));
}
