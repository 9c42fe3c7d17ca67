import type { Parameters, Report, SyncJobState } from '@syncline/contract';
import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A run as this service was told of it, by one of its dispatch targets; and its last word about it. */
@Entity('sync_job')
@Unique('uq_sync_job_target_run', ['target', 'runId'])
@Check('ck_sync_job_state', `state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')`)
export class SyncJobEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sync_job' })
  id!: string;

  /** `sync-jobs`, or `file-syncs/<file>`. */
  @Column({ type: 'varchar', length: 80 })
  target!: string;

  @Column({ type: 'uuid' })
  runId!: string;

  /** Issuer and subject of who dispatched: the run of another caller is another caller's. */
  @Column({ type: 'varchar', length: 1000 })
  caller!: string;

  @Column({ type: 'varchar', length: 63 })
  task!: string;

  @Column({ type: 'varchar', length: 10 })
  businessDate!: string;

  @Column({ type: 'integer' })
  attempt!: number;

  @Column({ type: 'simple-json', name: 'parameters_json' })
  parameters!: Parameters;

  /** Of what two dispatches under one key must agree in. */
  @Column({ type: 'varchar', length: 64 })
  dispatchDigest!: string;

  @Column({ type: 'varchar', length: 2000 })
  callbackUrl!: string;

  @Column({ type: 'varchar', length: 60, nullable: true })
  traceparent!: string | null;

  @Column({ type: 'varchar', length: 20 })
  state!: SyncJobState;

  @Column({ type: 'simple-json', name: 'report_json' })
  report!: Report;

  /** When the report last changed; a heartbeat is due some time after it. */
  @Column({ type: 'timestamp with time zone' })
  reportedAt!: Date;

  @Column({ type: 'timestamp with time zone' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', nullable: true })
  endedAt!: Date | null;
}
