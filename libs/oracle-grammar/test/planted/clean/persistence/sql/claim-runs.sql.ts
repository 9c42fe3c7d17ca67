import { statement } from '@syncline/database';

export const claimRuns = statement<{ token: string; limit: number }>({
  name: 'claim-runs',
  postgres: 'UPDATE runs SET lease_token = :token WHERE id IN (SELECT id FROM runs LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING id',
  oracle: [
    'UPDATE runs SET lease_token = :token WHERE id IN (SELECT id FROM runs FETCH FIRST :limit ROWS ONLY) AND lease_token IS NULL',
    'SELECT id FROM runs WHERE lease_token = :token',
  ],
});
