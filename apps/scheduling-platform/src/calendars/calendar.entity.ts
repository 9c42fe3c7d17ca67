import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { CalendarDefinition } from '@syncline/contract';

/** A calendar as it stands now. Nothing keeps an old version: a calendar is asked at the moment of a firing. */
@Entity('calendars')
@Unique('uq_calendars_id', ['id'])
export class CalendarEntity {
  @PrimaryColumn('varchar', { length: 63 })
  name!: string;

  @Column('uuid')
  id!: string;

  @Column('integer')
  version!: number;

  @Column('simple-json')
  definitionJson!: CalendarDefinition;

  @Column('timestamp with time zone')
  createdAt!: Date;

  @Column('timestamp with time zone')
  updatedAt!: Date;
}
