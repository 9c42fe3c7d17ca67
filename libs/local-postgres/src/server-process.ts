import type { CloseState } from '@syncline/contract';
import { statement } from '@syncline/database';

export interface BusinessDateRow {
  readonly businessDate: string;
  readonly state: CloseState;
  readonly closeNumber: number;
  readonly traceparent: string | null;
}

const LOCK = 'SELECT business_date, state, close_number, traceparent FROM business_dates WHERE business_date = :businessDate FOR UPDATE';

/**
 * Locks a business date for the transaction; no row if nobody ever asked to close it. Whatever decides about a date
 * (close, end of a build, new revision) locks it first, before any other row: they take turns and cannot deadlock.
 */
export const lockBusinessDate = statement<{ businessDate: string }, BusinessDateRow>({
  name: 'lock-business-date', postgres: LOCK, oracle: LOCK,
});

/** The same, but makes the row first where it is missing (close number 0: not begun). Two at once make one. */
export const lockOrOpenBusinessDate = statement<{ businessDate: string }, BusinessDateRow>({
  name: 'lock-or-open-business-date',
  postgres: [
    `INSERT INTO business_dates (business_date, state, close_number) VALUES (:businessDate, 'CLOSING', 0)
     ON CONFLICT (business_date) DO NOTHING`,
    LOCK,
  ],
  oracle: [
    `MERGE INTO business_dates d USING (SELECT :businessDate AS business_date FROM dual) n ON (d.business_date = n.business_date)
     WHEN NOT MATCHED THEN INSERT (business_date, state, close_number) VALUES (n.business_date, 'CLOSING', 0)`,
    LOCK,
  ],
});
