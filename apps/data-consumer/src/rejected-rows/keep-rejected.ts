import { inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import type { StagingOwner } from '../loading/staging.ts';
import { holdLease } from '../persistence/sql/hold-lease.sql.ts';
import { insertRejectedRows, type RejectedRowBind } from '../persistence/sql/insert-rejected-rows.sql.ts';
import { NAMED_AT_LEAST, type RejectedRow } from './rejections.ts';

const MOST_ROWS_AT_ONCE = 200;
const MOST_CHARACTERS_AT_ONCE = 1024 * 1024;
/** Of what is named in the end, so that naming large rows needs no more memory than loading them. */
const MOST_CHARACTERS_KEPT = 4 * MOST_CHARACTERS_AT_ONCE;
const LONGEST_REASON = 1900;

/** More rows are rejected than may be, and enough are named: the part is not looked through any further. */
export class EnoughRejected extends Error {
  override readonly name = 'EnoughRejected';
  readonly rows: readonly RejectedRow[];
  constructor(rows: readonly RejectedRow[]) {
    super('enough rows are rejected');
    this.rows = rows;
  }
}

/** Writes rejected rows in lists, in the transaction of their part, and remembers the first of them. */
export class RejectedRowWriter {
  readonly first: RejectedRow[] = [];
  readonly #connection: BulkConnection;
  readonly #fileSyncId: string;
  #waiting: RejectedRow[] = [];
  #waitingCharacters = 0;
  #keptCharacters = 0;

  constructor(connection: BulkConnection, fileSyncId: string) {
    this.#connection = connection;
    this.#fileSyncId = fileSyncId;
  }

  async add(row: RejectedRow): Promise<void> {
    this.#keptCharacters += row.raw.length;
    if (this.first.length < NAMED_AT_LEAST && this.#keptCharacters <= MOST_CHARACTERS_KEPT) this.first.push(row);
    this.#waiting.push(row);
    this.#waitingCharacters += row.raw.length;
    if (this.#waiting.length >= MOST_ROWS_AT_ONCE || this.#waitingCharacters >= MOST_CHARACTERS_AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#waiting.length > 0) await write(this.#connection, this.#fileSyncId, this.#waiting);
    [this.#waiting, this.#waitingCharacters] = [[], 0];
  }
}

/** Keeps rows of a part that was given up: its transaction is gone, and these are what it found. Demands the lease. */
export async function keepRejected({ connections, owner }: { connections: BulkConnections; owner: StagingOwner }, rows: readonly RejectedRow[]): Promise<void> {
  await connections.use((connection) =>
    inTransaction(connection, async () => {
      if ((await connection.query(holdLease, { fileSyncId: owner.fileSyncId, token: owner.token })).length === 0) throw new Stopped('the lease is gone');
      for (let from = 0; from < rows.length; from += MOST_ROWS_AT_ONCE) await write(connection, owner.fileSyncId, rows.slice(from, from + MOST_ROWS_AT_ONCE));
    }));
}

async function write(connection: BulkConnection, fileSyncId: string, rows: readonly RejectedRow[]): Promise<void> {
  const binds = rows.map(({ part, line, raw, column, reason }): RejectedRowBind =>
    ({ part, line, rawJson: JSON.stringify(raw), column, reason: reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON)}…` }));
  await connection.execute(insertRejectedRows, { fileSyncId, rowsJson: JSON.stringify(binds) });
}
