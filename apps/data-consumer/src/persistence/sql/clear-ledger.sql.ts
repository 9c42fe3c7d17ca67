import type { Statement } from '@syncline/database';

const text = 'DELETE FROM part_ledger WHERE file_name = :fileName';

/** In the transaction that empties the file's staging table. */
export const clearLedger: Statement<{ fileName: string }> = { name: 'clear-ledger', postgres: text, oracle: text };
