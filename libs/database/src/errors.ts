/**
 * What a database error means for the caller, whatever engine and whatever layer (TypeORM wraps the driver's error as
 * `driverError`, others as `cause`) it came through.
 */

/**
 * The connection broke while the commit was on its way: the transaction may have happened or not. Never tried again
 * here; the caller settles it by reading what it would have written.
 */
export class CommitOutcomeUnknownError extends Error {
  override readonly name = 'CommitOutcomeUnknownError';

  constructor(cause: unknown) {
    super('The connection failed during the commit; whether the transaction took effect is unknown', { cause });
  }
}

/** The work swallowed an error that had already doomed its transaction: PostgreSQL answered the commit with a rollback. */
export class TransactionRolledBackError extends Error {
  override readonly name = 'TransactionRolledBackError';

  constructor() {
    super('A statement of this transaction failed and the failure was ignored; the database rolled it back');
  }
}

/** A unique or primary key constraint refused the row. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, ['23505', 'ORA-00001']);

/** Deadlock or serialisation failure: the engine undid the transaction and doing it again is right. */
export const isTransactionConflict = (error: unknown): boolean =>
  hasCode(error, ['40001', '40P01', 'ORA-00060', 'ORA-08177']);

/**
 * Somebody else held a lock for longer than this session waits. Nothing took effect; whether doing it again is right now
 * depends on who holds it, so nobody does so here.
 */
export const isLockTimeout = (error: unknown): boolean => hasCode(error, ['55P03', 'ORA-00054', 'ORA-30006']);

/**
 * A plan that the connection keeps (see `prepared-name.ts`) no longer fits: a migration changed the type of a column, or
 * somebody threw the connection's plans away. Nothing took effect; on another connection the same statement runs.
 */
export const isStalePlan = (error: unknown): boolean =>
  hasCode(error, ['26000']) ||
  (hasCode(error, ['0A000']) && error instanceof Error && error.message.startsWith('cached plan must not change result type'));

/**
 * The database cannot be reached, goes away, or has no place left: nothing of the work was at fault, and whatever is
 * tried next meets the same.
 */
export const isUnreachable = (error: unknown): boolean =>
  codesOf(error).some((code) => UNREACHABLE.test(code)) || (codesOf(error).length === 0 && error instanceof Error && /connect/i.test(error.message));

/** Of the socket, SQLSTATE classes 08, 53 and 57P, and Oracle's net and instance. A pool that waits in vain has no code. */
const UNREACHABLE = /^(?:E[A-Z]{4,}|(?:08|53)[0-9A-Z]{3}|57P[0-9A-Z]{2}|ORA-(?:12[0-9]{3}|0311[34]|03135|0103[34]|0108[19])|NJS-5[0-9]{2})$/;

/** The server itself answered the commit with a refusal, so nothing of it took effect. */
export const isRefusedCommit = (error: unknown): boolean =>
  codesOf(error).some((code) =>
    code.startsWith('ORA-') ? REFUSED_BY_ORACLE.has(code) : /^(?:23|40)[0-9A-Z]{3}$/.test(code) && code !== '40003',
  );

/** ORA-02091 is "transaction rolled back"; the others are what a deferred constraint or a conflict says at commit. */
const REFUSED_BY_ORACLE = new Set(['ORA-02091', 'ORA-00001', 'ORA-02290', 'ORA-02291', 'ORA-02292', 'ORA-00060', 'ORA-08177']);

export const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  codesOf(error).some((code) => codes.includes(code));

/** The engine's codes of an error and of what it wraps: SQLSTATE on PostgreSQL, `ORA-nnnnn` on Oracle. */
export function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, errorNum, driverError, cause } = current as Record<string, unknown>;
    if (typeof errorNum === 'number' && errorNum > 0) codes.push(`ORA-${String(errorNum).padStart(5, '0')}`);
    else if (typeof code === 'string') codes.push(code);
    current = driverError ?? cause;
  }
  return codes;
}
