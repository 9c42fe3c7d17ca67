import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Report } from '@syncline/contract';

/** A report that was taken in; one for each sequence of an attempt. */
@Entity('run_reports')
export class RunReportEntity {
  @PrimaryColumn('uuid')
  runId!: string;

  @PrimaryColumn('integer')
  attempt!: number;

  @PrimaryColumn('bigint')
  sequence!: number;

  @Column('varchar', { length: 64 })
  digest!: string;

  @Column({ type: Boolean })
  isApplied!: boolean;

  @Column('simple-json')
  reportJson!: Report;

  @Column('timestamp with time zone')
  receivedAt!: Date;
}
