import { statement } from '@syncline/database';
import { NOW } from './now.ts';

interface Binds {
  id: string;
  identityDigest: string;
  contentDigest: string;
  event: string;
  publishedBy: string;
}

const columns = '(id, identity_digest, content_digest, event_json, published_by, received_at)';
const values = (now: string): string => `VALUES (:id, :identityDigest, :contentDigest, :event, :publishedBy, ${now})`;

/**
 * No row: the event is known. A concurrent duplicate waits here until the first has committed, and is then one, too;
 * no error is raised, which would doom the transaction of a whole batch.
 */
export const insertMessage = statement<Binds>({
  name: 'insert-message',
  postgres: `INSERT INTO messages ${columns} ${values(NOW.postgres)} ON CONFLICT (identity_digest) DO NOTHING`,
  oracle: `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(messages, uq_messages_identity) */ INTO messages ${columns} ${values(NOW.oracle)}`,
});
