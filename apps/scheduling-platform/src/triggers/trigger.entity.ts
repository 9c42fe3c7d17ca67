import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Trigger, TriggerKind } from '@syncline/contract';

/** Who has triggers: a task, or a task group. */
export type OwnerKind = 'TASK' | 'GROUP';

/** A trigger of a task or a group, with what it is to do next. */
@Entity('triggers')
@Index('ix_triggers_message_type', ['messageType'], { where: 'message_type IS NOT NULL' })
@Index('ix_triggers_fires_at', ['firesAt'], { where: 'fires_at IS NOT NULL' })
@Index('ix_triggers_expected_at', ['expectedAt'], { where: 'expected_at IS NOT NULL' })
@Check('ck_triggers_owner', `owner_kind IN ('TASK', 'GROUP')`)
@Check('ck_triggers_expected', `(expected_date IS NULL AND expected_at IS NULL) OR (expected_date IS NOT NULL AND expected_at IS NOT NULL)`)
export class TriggerEntity {
  @PrimaryColumn('varchar', { length: 5 })
  ownerKind!: OwnerKind;

  @PrimaryColumn('varchar', { length: 63 })
  owner!: string;

  @PrimaryColumn('integer')
  position!: number;

  @Column('varchar', { length: 10 })
  kind!: TriggerKind;

  /** Of a message trigger: the type of events it hears. */
  @Column('varchar', { length: 500, nullable: true })
  messageType!: string | null;

  @Column('simple-json')
  triggerJson!: Trigger;

  /** Of a cron or interval trigger: the next nominal moment, recorded before it comes. */
  @Column('timestamp with time zone', { nullable: true })
  firesAt!: Date | null;

  /** The business date whose message is expected next, and by when. */
  @Column('varchar', { length: 10, nullable: true })
  expectedDate!: string | null;

  @Column('timestamp with time zone', { nullable: true })
  expectedAt!: Date | null;

  @Column('timestamp with time zone')
  createdAt!: Date;
}
