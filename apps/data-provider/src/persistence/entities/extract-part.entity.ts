import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A part of a sealed extract, as it is served. All else about it is in the manifest. */
@Entity('extract_parts')
@Index('ix_extract_parts_stored_digest', ['storedDigest'])
export class ExtractPartEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_extract_parts' })
  extractId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_extract_parts' })
  partNumber!: number;

  /** SHA-256 of the file, which is also its name. */
  @Column('varchar', { length: 64 })
  storedDigest!: string;

  @Column('bigint')
  storedBytes!: number;
}
