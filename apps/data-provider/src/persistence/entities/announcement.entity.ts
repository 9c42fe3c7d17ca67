import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The outbox: an event that one receiver has not accepted yet, or has. Written together with what it tells. */
@Entity('announcements')
@Index('ix_announcements_due', ['state', 'dueAt'])
@Check('ck_announcements_state', "state IN ('PENDING', 'ACCEPTED')")
export class AnnouncementEntity {
  /** Of this delivery; the event's own id, the same for every receiver and every try, is in the event. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_announcements' })
  id!: string;

  /** The receiver, by the URL that the configuration names; its authentication is read there at each try. */
  @Column('varchar', { length: 2000 })
  url!: string;

  @Column('simple-json')
  eventJson!: object;

  @Column('varchar', { length: 55, nullable: true })
  traceparent!: string | null;

  @Column('varchar', { length: 10 })
  state!: 'PENDING' | 'ACCEPTED';

  @Column('integer')
  tries!: number;

  /** Why the last try was not accepted. */
  @Column('varchar', { length: 2000, nullable: true })
  detail!: string | null;

  @Column('timestamp with time zone')
  dueAt!: Date;

  @Column('uuid', { nullable: true })
  leaseToken!: string | null;
}
