import type { OutputRunState } from '@syncline/contract';
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { OutputDefinition } from '../../outputs/definitions/output-definition.ts';
import type { Check as ProofCheck } from '../../proving/domain/check.ts';

/**
 * One attempt to compute an output: state, lease and due time in one row. `workingOutput` holds the output's name while it
 * is in work and is unique, so that the schema itself keeps a second run of the same output waiting.
 */
@Entity('output_run')
@Unique('uq_output_run_job_attempt', ['jobId', 'attempt'])
@Unique('uq_output_run_working_output', ['workingOutput'])
@Index('ix_output_run_state_due', ['state', 'dueAt'])
@Index('ix_output_run_output', ['outputName', 'id'])
@Check('ck_output_run_state', `state IN ('PENDING', 'COMPUTING', 'SUCCEEDED', 'FAILED', 'CANCELLED')`)
@Check('ck_output_run_ended', `(ended_at IS NULL) = (state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))`)
export class OutputRunEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_output_run' })
  id!: string;

  @Column({ type: 'uuid' })
  jobId!: string;

  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'integer' })
  attempt!: number;

  @Column({ type: 'varchar', length: 63 })
  outputName!: string;

  @Column({ type: 'varchar', length: 63, nullable: true })
  workingOutput!: string | null;

  /** The definition that the attempt began with; whichever instance computes needs no other. */
  @Column({ type: 'simple-json', name: 'definition_json' })
  definition!: OutputDefinition;

  @Column({ type: 'varchar', length: 10 })
  businessDate!: string;

  @Column({ type: 'varchar', length: 60, nullable: true })
  traceparent!: string | null;

  @Column({ type: 'varchar', length: 20 })
  state!: OutputRunState;

  @Column({ type: 'varchar', length: 100, nullable: true })
  reason!: string | null;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  detail!: string | null;

  /** What was compared, where it came to that. */
  @Column({ type: 'simple-json', name: 'checks_json', nullable: true })
  checks!: ProofCheck[] | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  leaseOwner!: string | null;

  @Column({ type: 'uuid', nullable: true })
  leaseToken!: string | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  leaseUntil!: Date | null;

  @Column({ type: 'timestamp with time zone' })
  dueAt!: Date;

  @Column({ type: 'timestamp with time zone' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  endedAt!: Date | null;
}
