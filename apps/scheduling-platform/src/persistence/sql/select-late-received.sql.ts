import { statement } from '@syncline/database';

const select = `
  SELECT a.mend_key AS expected_key FROM alerts a
  WHERE a.mend_key IS NOT NULL AND a.kind = 'NOT_RECEIVED' AND a.business_date IS NOT NULL
    AND EXISTS (SELECT 1 FROM received_expectations r WHERE r.expected_key = a.mend_key)`;

/**
 * Alerts about messages that have come after all. Whoever takes a message in resolves its alert; this finds the one that
 * was raised while the transaction of its message was still open, where neither could see the other.
 */
export const selectLateReceived = statement<object, { expectedKey: string }>({ name: 'select-late-received', postgres: select, oracle: select });
