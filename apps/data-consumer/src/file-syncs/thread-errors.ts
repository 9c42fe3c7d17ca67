import { codesOf } from '@syncline/database/statements';
import { CommitUnknown } from '../bulk/bulk-connection.ts';
import { withoutValues } from '../bulk/refusal.ts';
import { AskedToWait } from '../extracting/retry-after.ts';
import { SyncFailure } from './domain/sync-failure.ts';
import type { ThreadOutcome } from './file-sync.protocol.ts';
import { Stopped } from './thread-channel.ts';
import { TableLocked } from '../publishing/open-target.ts';
import { ProofFailed } from '../publishing/publish.ts';

/** SQLSTATE classes and codes, and codes of sockets, after which somebody simply goes on later. */
const DATABASE_AWAY = /^(08...|57P0.|57014|53300|40001|40P01|55P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|ORA-03113|ORA-03114|ORA-00060|NJS-500|NJS-503)$/;
/** The driver's own words for a connection that ended; it gives them no code. */
const CONNECTION_ENDED = /Connection terminated|Connection ended|timeout expired|not queryable|connections are closed/;
/** Data exception; unique, foreign key or check violation. */
const ROW_REFUSED = /^(22...|23...|ORA-00001|ORA-01400|ORA-01438|ORA-12899)$/;
/** Undefined column or table, datatype mismatch, rows or rights withheld: somebody changed the published table. */
const TABLE_CHANGED = /^(42501|42703|42P01|42804|ORA-00904|ORA-00942)$/;

/** Waiting for the lock has taken its time already. */
const LOOK_AGAIN_AT_A_LOCK_MS = 1000;

/** What an error that ended a thread's work means for the file sync. */
export function outcomeOf(error: unknown, isStopped: boolean): ThreadOutcome {
  if (isStopped || error instanceof Stopped) return { kind: 'stopped' };
  if (error instanceof AskedToWait) return { kind: 'waiting', detail: sentence(error.message), waitMs: error.waitMs };
  if (error instanceof TableLocked) return { kind: 'waiting', detail: error.message, waitMs: LOOK_AGAIN_AT_A_LOCK_MS };
  if (error instanceof ProofFailed) return { kind: 'failed', code: error.code, detail: error.detail, proof: error.proof };
  if (error instanceof SyncFailure) return { kind: 'failed', code: error.code, detail: error.detail, proof: null };
  const message = error instanceof Error ? error.message : String(error);
  const has = (pattern: RegExp): boolean => codesOf(error).some((code) => pattern.test(code));
  if (error instanceof CommitUnknown || has(DATABASE_AWAY) || CONNECTION_ENDED.test(message)) return { kind: 'interrupted', detail: message };
  if (has(ROW_REFUSED)) return { kind: 'failed', code: 'ROW_MALFORMED', detail: `The published table refuses a row: ${withoutValues(message)}.`, proof: null };
  if (has(TABLE_CHANGED)) return { kind: 'failed', code: 'SCHEMA_DRIFT', detail: `The published table is not as it was made: ${message}.`, proof: null };
  return { kind: 'failed', code: 'INTERNAL_ERROR', detail: message, proof: null };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
