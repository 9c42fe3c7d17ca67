import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Overlap } from '@syncline/contract';
import type { GroupRunState } from './domain/group-run.state-machine.ts';

/** One piece of work for one group; its members are runs that name it. */
@Entity('group_runs')
@Index('ix_group_runs_group', ['groupName', 'id'])
@Index('ix_group_runs_active', ['groupName'], { where: 'ended_at IS NULL' })
@Index('ix_group_runs_overdue', ['overdueAt'], { where: 'overdue_at IS NOT NULL' })
@Index('ix_group_runs_fail', ['failAt'], { where: 'fail_at IS NOT NULL' })
@Check('ck_group_runs_state', `state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')`)
@Check('ck_group_runs_end', `(state IN ('QUEUED', 'RUNNING') AND ended_at IS NULL AND fail_at IS NOT NULL) OR (state IN ('SUCCEEDED', 'FAILED', 'CANCELLED') AND ended_at IS NOT NULL AND fail_at IS NULL AND overdue_at IS NULL)`)
@Check('ck_group_runs_turn', `is_waiting = FALSE OR state = 'QUEUED'`)
@Check('ck_group_runs_reason', `reason IS NOT NULL OR state NOT IN ('FAILED', 'CANCELLED')`)
export class GroupRunEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 63 })
  groupName!: string;

  @Column('integer')
  groupVersion!: number;

  @Column('varchar', { length: 10, nullable: true })
  businessDate!: string | null;

  /** Of what the firing overrode: a firing of the same work joins a group run that has not begun. */
  @Column('varchar', { length: 64 })
  parametersDigest!: string;

  @Column('varchar', { length: 20 })
  overlap!: Overlap;

  @Column('varchar', { length: 20 })
  state!: GroupRunState;

  /** Another run of the group is in front; until that has ended, no member is released. */
  @Column({ type: Boolean })
  isWaiting!: boolean;

  @Column('varchar', { length: 100, nullable: true })
  reason!: string | null;

  @Column('varchar', { length: 1000, nullable: true })
  detail!: string | null;

  /** When it will be overdue; null: it is not watched, or that was said already. */
  @Column('timestamp with time zone', { nullable: true })
  overdueAt!: Date | null;

  /** When it fails unless it has ended; null: it has ended. */
  @Column('timestamp with time zone', { nullable: true })
  failAt!: Date | null;

  @Column('timestamp with time zone')
  createdAt!: Date;

  @Column('timestamp with time zone', { nullable: true })
  endedAt!: Date | null;
}
