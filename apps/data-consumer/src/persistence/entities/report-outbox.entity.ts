import type { Report } from '@syncline/contract';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The report that the platform has still to acknowledge: one a job, the newest, because an older one would be refused as
 * out of order anyway. The row is gone when the report is acknowledged.
 */
@Entity('report_outbox')
@Index('ix_report_outbox_due', ['dueAt'])
export class ReportOutboxEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_report_outbox' })
  jobId!: string;

  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'varchar', length: 2000 })
  callbackUrl!: string;

  @Column({ type: 'varchar', length: 60, nullable: true })
  traceparent!: string | null;

  @Column({ type: 'integer' })
  attempt!: number;

  @Column({ type: 'integer' })
  reportSequence!: number;

  @Column({ type: 'simple-json', name: 'report_json' })
  report!: Report;

  @Column({ type: 'integer' })
  tries!: number;

  @Column({ type: 'timestamp with time zone' })
  dueAt!: Date;

  @Column({ type: 'uuid', nullable: true })
  leaseToken!: string | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  leaseUntil!: Date | null;
}
