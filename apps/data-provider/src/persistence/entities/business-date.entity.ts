import type { CloseState } from '@syncline/contract';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A business date that was closed, or is being closed. A date without a row is open. */
@Entity('business_dates')
@Check('ck_business_dates_state', "state IN ('CLOSING', 'CLOSED', 'FAILED')")
export class BusinessDateEntity {
  @PrimaryColumn('varchar', { length: 10, primaryKeyConstraintName: 'pk_business_dates' })
  businessDate!: string;

  @Column('varchar', { length: 10 })
  state!: CloseState;

  /** Counts what was asked to be announced of this date: its close, a close after a failed one, each restatement. 0: not begun. */
  @Column('integer')
  closeNumber!: number;

  /** The W3C trace of who asked for the close, handed on with the announcement. */
  @Column('varchar', { length: 55, nullable: true })
  traceparent!: string | null;
}
