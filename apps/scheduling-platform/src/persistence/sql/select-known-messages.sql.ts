import { statement } from '@syncline/database';

interface KnownMessageRow {
  id: string;
  identityDigest: string;
  contentDigest: string;
}

const select = (identities: string): string => `SELECT id, identity_digest, content_digest FROM messages WHERE identity_digest IN (${identities})`;

/** Which of these events (a JSON list of identity digests) are stored already. */
export const selectKnownMessages = statement<{ identities: string }, KnownMessageRow>({
  name: 'select-known-messages',
  postgres: select('SELECT jsonb_array_elements_text(CAST(:identities AS jsonb))'),
  oracle: select(`SELECT t.digest FROM JSON_TABLE(:identities, '$[*]' COLUMNS (digest VARCHAR2(64) PATH '$')) t`),
});
