import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That a person went back to the edition before: who, when and why, for whoever asks later. */
@Entity('file_rollback')
@Index('ix_file_rollback_file', ['fileName', 'rolledBackAt'])
export class FileRollbackEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_file_rollback' })
  id!: string;

  @Column({ type: 'varchar', length: 63 })
  fileName!: string;

  @Column({ type: 'varchar', length: 10 })
  fromBusinessDate!: string;

  @Column({ type: 'integer' })
  fromRevision!: number;

  @Column({ type: 'varchar', length: 10 })
  toBusinessDate!: string;

  @Column({ type: 'integer' })
  toRevision!: number;

  @Column({ type: 'varchar', length: 1000 })
  rolledBackBy!: string;

  @Column({ type: 'varchar', length: 2000 })
  rollbackReason!: string;

  @Column({ type: 'timestamp with time zone' })
  rolledBackAt!: Date;
}
