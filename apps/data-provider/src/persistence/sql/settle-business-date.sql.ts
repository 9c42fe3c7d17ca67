import { statement } from '@syncline/database';

const TEXT = `UPDATE business_dates SET state = :state, close_number = :closeNumber, traceparent = COALESCE(:traceparent, traceparent)
 WHERE business_date = :businessDate`;

/** Writes what was decided about a date that this transaction has locked. */
export const settleBusinessDate = statement<{ businessDate: string; state: string; closeNumber: number; traceparent: string | null }>({
  name: 'settle-business-date',
  postgres: TEXT.replace(':traceparent', 'CAST(:traceparent AS varchar)'),
  oracle: TEXT,
});
