import { statement } from '@syncline/database';

interface Binds {
  receivedBefore: Date;
  count: number;
}

const removable = (receivedBefore: string): string => `SELECT r.expected_key, r.message_id FROM received_expectations r WHERE r.received_at < ${receivedBefore}`;

/** Notes of expected messages that came so long ago that nobody asks any more. */
export const removeReceived = statement<Binds>({
  name: 'remove-received',
  postgres: `DELETE FROM received_expectations WHERE (expected_key, message_id) IN (${removable('CAST(:receivedBefore AS timestamptz)')} LIMIT CAST(:count AS integer))`,
  oracle: `DELETE FROM received_expectations WHERE (expected_key, message_id) IN (SELECT expected_key, message_id FROM (${removable(':receivedBefore')}) WHERE ROWNUM <= :count)`,
});
