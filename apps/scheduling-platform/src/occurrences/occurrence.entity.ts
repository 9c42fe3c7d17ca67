import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OccurrenceOutcome, TriggerKind } from '@syncline/contract';

/** One expected firing. Written once, never changed. */
@Entity('occurrences')
@Index('ix_occurrences_message', ['messageId'])
@Index('ix_occurrences_task', ['task', 'id'])
@Index('ix_occurrences_task_message', ['task', 'businessDate'], { where: `trigger_kind = 'message' AND task IS NOT NULL` })
@Index('ix_occurrences_group_message', ['groupName', 'businessDate'], { where: `trigger_kind = 'message' AND group_name IS NOT NULL` })
export class OccurrenceEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 63, nullable: true })
  task!: string | null;

  @Column('varchar', { length: 63, nullable: true })
  groupName!: string | null;

  @Column('varchar', { length: 10 })
  triggerKind!: TriggerKind;

  @Column('timestamp with time zone')
  scheduledFor!: Date;

  @Column('timestamp with time zone')
  recordedAt!: Date;

  @Column('varchar', { length: 10, nullable: true })
  businessDate!: string | null;

  @Column('varchar', { length: 20 })
  outcome!: OccurrenceOutcome;

  @Column('varchar', { length: 1000, nullable: true })
  detail!: string | null;

  @Column('uuid', { nullable: true })
  runId!: string | null;

  @Column('uuid', { nullable: true })
  groupRunId!: string | null;

  @Column('uuid', { nullable: true })
  messageId!: string | null;
}
