import { statement } from '@syncline/database';

/** Planted: a bind that nobody will ever give. */
export const readRuns = statement<{ leaseToken: string }>({
  name: 'read-runs',
  postgres: 'SELECT id FROM runs WHERE lease_token = :leaseToken',
  oracle: 'SELECT id FROM runs WHERE lease_token = :leaseTokn',
});
