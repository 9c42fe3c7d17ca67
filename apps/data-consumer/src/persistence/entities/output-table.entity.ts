import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That a version of an output has a table, and of which shape; whoever writes rows of that version locks this first. */
@Entity('output_table')
export class OutputTableEntity {
  @PrimaryColumn({ type: 'varchar', length: 63, primaryKeyConstraintName: 'pk_output_table' })
  outputName!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_output_table' })
  outputVersion!: number;

  /** Of key and columns, as in a manifest. */
  @Column({ type: 'varchar', length: 64 })
  fingerprint!: string;

  @Column({ type: 'timestamp with time zone' })
  createdAt!: Date;
}
