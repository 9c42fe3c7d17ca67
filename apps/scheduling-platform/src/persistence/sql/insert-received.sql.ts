import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';
import { NOW } from './now.ts';

interface Binds {
  /** JSON rows of `expectedKey` and `messageId`, none twice. */
  received: string;
}

const rows = rowsOf('received', 'r', { expectedKey: 'word', messageId: 'uuid' });

const insert = (now: string, received: string): string => `
  INSERT INTO received_expectations (expected_key, message_id, received_at) SELECT r.expected_key, r.message_id, ${now} FROM ${received}`;

/** Notes that messages have come which triggers expect. */
export const insertReceived = statement<Binds>({ name: 'insert-received', postgres: insert(NOW.postgres, rows.postgres), oracle: insert(NOW.oracle, rows.oracle) });
