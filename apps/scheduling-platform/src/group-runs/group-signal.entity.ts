import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Word that a member of a group run has changed; written with the change, taken away by the loop that acts on it. */
@Entity('group_signals')
@Index('ix_group_signals_group_run', ['groupRunId'])
export class GroupSignalEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  groupRunId!: string;
}
