import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Overlap, Parameters, Progress, Reconciliation, ReportedFile, RunState, TriggerKind } from '@syncline/contract';
import type { AttemptEnd } from '../reports/domain/report.types.ts';

/** The hot row of a run: state, lease and due time together. */
@Entity('runs')
@Index('ix_runs_lease', ['leaseUntil'], { where: 'lease_until IS NOT NULL' })
@Index('ix_runs_silent', ['silentAt'], { where: 'silent_at IS NOT NULL' })
@Index('ix_runs_group_run', ['groupRunId'], { where: 'group_run_id IS NOT NULL' })
// By expressions and in descending order, which entities cannot say; see the migration.
@Index('ix_runs_claim', { synchronize: false })
@Index('ix_runs_active', { synchronize: false })
@Index('ix_runs_waiting', { synchronize: false })
@Index('ix_runs_task_id', ['task', 'id'])
@Index('ix_runs_unusual', { synchronize: false })
@Check('ck_runs_state', `state IN ('QUEUED', 'RUNNING', 'WAITING_RETRY', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED')`)
@Check('ck_runs_end', `(state IN ('QUEUED', 'RUNNING', 'WAITING_RETRY') AND ended_at IS NULL) OR (state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED') AND ended_at IS NOT NULL AND due_at IS NULL AND lease_token IS NULL)`)
@Check('ck_runs_due', `due_at IS NOT NULL OR state NOT IN ('RUNNING', 'WAITING_RETRY')`)
@Check('ck_runs_member', `(group_run_id IS NULL AND group_name IS NULL AND member_index IS NULL) OR (group_run_id IS NOT NULL AND group_name IS NOT NULL AND member_index IS NOT NULL)`)
@Check('ck_runs_lease', `(lease_token IS NULL AND lease_until IS NULL AND lease_owner IS NULL) OR (lease_token IS NOT NULL AND lease_until IS NOT NULL AND lease_owner IS NOT NULL)`)
export class RunEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 63 })
  task!: string;

  @Column('integer')
  taskVersion!: number;

  @Column('uuid', { nullable: true })
  groupRunId!: string | null;

  /** Of a member: its group, and its place in it from 0. */
  @Column('varchar', { length: 63, nullable: true })
  groupName!: string | null;

  @Column('integer', { nullable: true })
  memberIndex!: number | null;

  /** A member that its group has not let go yet: it waits for no queue, and no queue waits for it. */
  @Column({ type: Boolean, default: false })
  isHeld!: boolean;

  @Column('varchar', { length: 10, nullable: true })
  businessDate!: string | null;

  @Column('varchar', { length: 10 })
  triggerKind!: TriggerKind;

  @Column('uuid', { nullable: true })
  messageId!: string | null;

  @Column('varchar', { length: 55, nullable: true })
  traceparent!: string | null;

  @Column('simple-json')
  parametersJson!: Parameters;

  @Column('varchar', { length: 64 })
  parametersDigest!: string;

  @Column('varchar', { length: 20 })
  overlap!: Overlap;

  @Column('varchar', { length: 80 })
  queueKey!: string;

  @Column('integer')
  priority!: number;

  @Column('varchar', { length: 64 })
  targetKey!: string;

  @Column('integer')
  maxInFlight!: number;

  @Column('varchar', { length: 20 })
  state!: RunState;

  @Column('varchar', { length: 100, nullable: true })
  reason!: string | null;

  @Column('varchar', { length: 1000, nullable: true })
  detail!: string | null;

  @Column('integer')
  attempt!: number;

  @Column('integer')
  attemptLimit!: number;

  @Column('integer')
  dispatches!: number;

  @Column('integer')
  attemptDispatches!: number;

  @Column('integer')
  dispatchFailures!: number;

  @Column('bigint')
  lastSequence!: number;

  @Column('simple-json', { nullable: true })
  attemptEndJson!: AttemptEnd | null;

  @Column('simple-json', { nullable: true })
  progressJson!: Progress | null;

  @Column('simple-json', { nullable: true })
  filesJson!: ReportedFile[] | null;

  @Column('simple-json', { nullable: true })
  reconciliationJson!: Reconciliation | null;

  @Column('timestamp with time zone', { nullable: true })
  dueAt!: Date | null;

  @Column('varchar', { length: 2000 })
  nextUrl!: string;

  @Column('varchar', { length: 2000, nullable: true })
  lastUrl!: string | null;

  @Column('varchar', { length: 200, nullable: true })
  leaseOwner!: string | null;

  @Column('uuid', { nullable: true })
  leaseToken!: string | null;

  @Column('timestamp with time zone', { nullable: true })
  leaseUntil!: Date | null;

  /** When it is to be called silent; null while it is not watched, and once that has been said. */
  @Column('timestamp with time zone', { nullable: true })
  silentAt!: Date | null;

  @Column('timestamp with time zone')
  createdAt!: Date;

  @Column('timestamp with time zone', { nullable: true })
  startedAt!: Date | null;

  @Column('timestamp with time zone', { nullable: true })
  endedAt!: Date | null;

  @Column('timestamp with time zone')
  deadlineAt!: Date;
}
