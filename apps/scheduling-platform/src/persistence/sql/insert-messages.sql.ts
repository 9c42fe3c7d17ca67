import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';
import { NOW } from './now.ts';

const rows = rowsOf('messages', 'm', { id: 'uuid', identityDigest: 'word', contentDigest: 'word', eventJson: 'json', publishedBy: 'text' });
const insert = (from: string, now: string): string => `
  INTO messages (id, identity_digest, content_digest, event_json, published_by, received_at)
  SELECT m.id, m.identity_digest, m.content_digest, m.event_json, m.published_by, ${now} FROM ${from} ORDER BY m.identity_digest`;

/**
 * Stores messages (a JSON list). Fewer rows than were given: another node has stored one of these events; it was waited
 * for until it had committed. In the order of their identities, so that two that store the same events meet at the first.
 */
export const insertMessages = statement<{ messages: string }>({
  name: 'insert-messages',
  postgres: `INSERT ${insert(rows.postgres, NOW.postgres)} ON CONFLICT (identity_digest) DO NOTHING`,
  oracle: `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(messages, uq_messages_identity) */ ${insert(rows.oracle, NOW.oracle)}`,
});
