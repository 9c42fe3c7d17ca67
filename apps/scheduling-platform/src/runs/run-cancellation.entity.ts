import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A target that is still to be told that its run was cancelled. */
@Entity('run_cancellations')
@Index('ix_run_cancellations_due', ['dueAt'])
export class RunCancellationEntity {
  @PrimaryColumn('uuid')
  runId!: string;

  @PrimaryColumn('integer')
  attempt!: number;

  @Column('varchar', { length: 2000 })
  url!: string;

  @Column('integer')
  tries!: number;

  @Column('timestamp with time zone')
  dueAt!: Date;

  @Column('timestamp with time zone')
  giveUpAt!: Date;

  @Column('uuid', { nullable: true })
  leaseToken!: string | null;
}
