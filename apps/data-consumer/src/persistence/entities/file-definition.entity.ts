import type { FileDefinition } from '@syncline/contract';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A file as it is defined; its `version` grows with each change. No two files share a target. */
@Entity('file_definition')
@Unique('uq_file_definition_target_table', ['targetTable'])
export class FileDefinitionEntity {
  @PrimaryColumn({ type: 'varchar', length: 63, primaryKeyConstraintName: 'pk_file_definition' })
  fileName!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'simple-json', name: 'definition_json' })
  definition!: FileDefinition;

  @Column({ type: 'varchar', length: 63 })
  targetTable!: string;

  @Column({ type: 'timestamp with time zone' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone' })
  updatedAt!: Date;
}
