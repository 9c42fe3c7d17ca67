import type { FileDefinition } from '@syncline/contract';
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';
import type { Check as ProofCheck } from '../../proving/domain/check.ts';
import type { Release } from '../../publishing/domain/guards.ts';
import { COUNT } from './whole-number.ts';

/**
 * One file of one attempt: state, lease and due time in one row. `workingFile` holds the file's name while the sync is in
 * work and is unique, so that the schema itself keeps a second one of the same file waiting.
 */
@Entity('file_sync')
@Unique('uq_file_sync_job_file_attempt', ['jobId', 'fileName', 'attempt'])
@Unique('uq_file_sync_working_file', ['workingFile'])
@Index('ix_file_sync_state_due', ['state', 'dueAt'])
@Index('ix_file_sync_run', ['runId'])
@Check('ck_file_sync_state', `state IN ('PENDING', 'EXTRACTING', 'LOADING', 'PROVING', 'PUBLISHING', 'SUCCEEDED', 'FAILED', 'CANCELLED')`)
@Check('ck_file_sync_ended', `(ended_at IS NULL) = (state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))`)
export class FileSyncEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_file_sync' })
  id!: string;

  @Column({ type: 'uuid' })
  jobId!: string;

  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'integer' })
  attempt!: number;

  @Column({ type: 'varchar', length: 63 })
  fileName!: string;

  @Column({ type: 'varchar', length: 63, nullable: true })
  workingFile!: string | null;

  /** The definition that the attempt began with. */
  @Column({ type: 'simple-json', name: 'definition_json' })
  definition!: FileDefinition;

  @Column({ type: 'varchar', length: 10 })
  businessDate!: string;

  @Column({ type: Boolean, name: 'is_older_allowed' })
  isOlderAllowed!: boolean;

  @Column({ type: 'varchar', length: 60, nullable: true })
  traceparent!: string | null;

  @Column({ type: 'varchar', length: 20 })
  state!: FileSyncState;

  @Column({ type: 'varchar', length: 100, nullable: true })
  reason!: string | null;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  detail!: string | null;

  @Column({ type: 'uuid', nullable: true })
  extractId!: string | null;

  @Column({ type: 'integer', nullable: true })
  revision!: number | null;

  @Column({ type: 'simple-json', name: 'manifest_jws_json', nullable: true })
  manifestJws!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  manifestDigest!: string | null;

  @Column({ ...COUNT, nullable: true })
  rowsExpected!: number | null;

  @Column(COUNT)
  rowsLoaded!: number;

  @Column({ ...COUNT, default: 0 })
  rowsRejected!: number;

  /** Rows on their way, committed or not: for progress only. */
  @Column(COUNT)
  rowsSeen!: number;

  @Column(COUNT)
  bytesSeen!: number;

  @Column({ ...COUNT, nullable: true })
  inserted!: number | null;

  @Column({ ...COUNT, nullable: true })
  updated!: number | null;

  @Column({ ...COUNT, nullable: true })
  deleted!: number | null;

  @Column({ ...COUNT, nullable: true })
  unchanged!: number | null;

  @Column({ type: 'integer', nullable: true })
  partsTotal!: number | null;

  @Column({ type: 'integer' })
  partsLoaded!: number;

  @Column({ type: 'varchar', length: 20, nullable: true })
  result!: 'MATCHED' | 'MISMATCHED' | null;

  @Column({ type: 'simple-json', name: 'checks_json', nullable: true })
  checks!: ProofCheck[] | null;

  /** How many rows differ, of which the first are kept. */
  @Column(COUNT)
  differencesTotal!: number;

  /** Guards that this attempt may pass, since a person released an earlier one that they stopped. */
  @Column({ type: 'simple-json', name: 'released_json', nullable: true })
  released!: Release[] | null;

  /** Manifest digest of what was published when the sync failed; null where nothing was. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  againstDigest!: string | null;

  /** When a person let this sync, which a guard stopped, pass that guard at the next attempt. */
  @Column({ type: 'timestamp with time zone', nullable: true })
  releasedAt!: Date | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  releasedBy!: string | null;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  releaseReason!: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  leaseOwner!: string | null;

  @Column({ type: 'uuid', nullable: true })
  leaseToken!: string | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  leaseUntil!: Date | null;

  @Column({ type: 'timestamp with time zone' })
  dueAt!: Date;

  /** Until when the source asked not to be asked (`Retry-After`). A new dispatch does not make it due any earlier. */
  @Column({ type: 'timestamp with time zone', nullable: true })
  notBefore!: Date | null;

  @Column({ type: 'timestamp with time zone' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  publishedAt!: Date | null;
}
