import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that happened to a run. Only ever added. */
@Entity('run_events')
@Index('ix_run_events_run', ['runId', 'id'])
export class RunEventEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  runId!: string;

  @Column('timestamp with time zone')
  at!: Date;

  @Column('varchar', { length: 40 })
  kind!: string;

  @Column('varchar', { length: 1000, nullable: true })
  detail!: string | null;

  @Column('simple-json', { nullable: true })
  dataJson!: unknown;
}
