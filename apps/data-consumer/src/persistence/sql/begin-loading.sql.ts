import type { Statement } from '@syncline/database';

const text = `
    UPDATE file_sync SET state = 'LOADING', detail = NULL
    WHERE id = :id AND lease_token = :token AND state IN ('EXTRACTING', 'LOADING')`;

/** The extract is kept, and may be published as far as one can tell; also for whoever goes on with one that was LOADING. */
export const beginLoading: Statement<{ id: string; token: string }> = { name: 'begin-loading', postgres: text, oracle: text };
