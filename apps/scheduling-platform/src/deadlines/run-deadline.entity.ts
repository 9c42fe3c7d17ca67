import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A moment at which a run is looked at, made together with the run. */
@Entity('run_deadlines')
@Index('ix_run_deadlines_due', ['dueAt'])
export class RunDeadlineEntity {
  @PrimaryColumn('uuid')
  runId!: string;

  @PrimaryColumn('varchar', { length: 10 })
  kind!: 'OVERDUE' | 'FAIL';

  @Column('timestamp with time zone')
  dueAt!: Date;
}
