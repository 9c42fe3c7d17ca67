import { statement } from '@syncline/database';

const mark = `SELECT last_id FROM retention_marks WHERE name = 'messages' FOR UPDATE`;

/** How far messages are cleared; held until the transaction ends, so that nodes take turns. */
export const lockMessageMark = statement<object, { lastId: string }>({ name: 'lock-message-mark', postgres: mark, oracle: mark });

interface NextBinds {
  after: string;
  idBefore: string;
  receivedBefore: Date;
  count: number;
}

const next = (receivedBefore: string): string => `
  SELECT m.id, m.received_at, CASE WHEN EXISTS (SELECT 1 FROM occurrences o WHERE o.message_id = m.id) THEN 1 ELSE 0 END AS is_used
  FROM messages m WHERE m.id > :after AND m.id < :idBefore AND m.received_at < ${receivedBefore} ORDER BY m.id`;

/** The messages that come next. One is used while an occurrence that it caused is there, whose run may need its text. */
export const selectOldMessages = statement<NextBinds, { id: string; receivedAt: Date; isUsed: boolean }>({
  name: 'select-old-messages',
  postgres: `${next('CAST(:receivedBefore AS timestamptz)')} LIMIT CAST(:count AS integer)`,
  oracle: `${next(':receivedBefore')} FETCH FIRST :count ROWS ONLY`,
});

const forget = (ids: string): string => `UPDATE messages SET event_json = NULL WHERE id IN (${ids})`;

/** Takes their text from messages (a JSON list of ids); by their digests they are recognised for good. */
export const forgetMessages = statement<{ ids: string }>({
  name: 'forget-messages',
  postgres: forget('SELECT CAST(jsonb_array_elements_text(CAST(:ids AS jsonb)) AS uuid)'),
  oracle: forget(`SELECT t.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$')) t`),
});

const move = `UPDATE retention_marks SET last_id = :lastId WHERE name = 'messages'`;

export const moveMessageMark = statement<{ lastId: string }>({ name: 'move-message-mark', postgres: move, oracle: move });
