import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { OwnerKind } from '../triggers/trigger.entity.ts';
import { CalendarEntity } from './calendar.entity.ts';

/** That a task or a group names a calendar, in a trigger or a deadline. */
@Entity('calendar_uses')
@Index('ix_calendar_uses_calendar', ['calendar'])
export class CalendarUseEntity {
  @PrimaryColumn('varchar', { length: 5 })
  ownerKind!: OwnerKind;

  @PrimaryColumn('varchar', { length: 63 })
  owner!: string;

  @PrimaryColumn('varchar', { length: 63 })
  calendar!: string;

  @ManyToOne(() => CalendarEntity)
  @JoinColumn({ name: 'calendar', referencedColumnName: 'name', foreignKeyConstraintName: 'fk_calendar_uses_calendar' })
  used?: CalendarEntity;
}
