import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of an extract that the target refused, kept as it came: the rows of a manifest are those loaded and these. */
@Entity('rejected_row')
export class RejectedRowEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_rejected_row' })
  fileSyncId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_rejected_row' })
  partNumber!: number;

  /** The row's number within its part, from 1. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_rejected_row' })
  lineNumber!: number;

  /** As a JSON text, since no database's text holds U+0000. */
  @Column({ type: 'simple-json', name: 'raw_json' })
  raw!: string;

  @Column({ type: 'varchar', length: 63, nullable: true })
  columnName!: string | null;

  /** Why, in one sentence that begins with a word for machines. */
  @Column({ type: 'varchar', length: 2000 })
  refusal!: string;
}
