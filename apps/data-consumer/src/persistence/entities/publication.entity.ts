import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Accepted } from '../../proving/domain/expectation.ts';
import { COUNT } from './whole-number.ts';

/**
 * What a published table holds: one (business date, revision), moved in the transaction that moves the rows. The row is
 * made with the file's definition, empty, so that there is always something to lock.
 */
@Entity('publication')
export class PublicationEntity {
  @PrimaryColumn({ type: 'varchar', length: 63, primaryKeyConstraintName: 'pk_publication' })
  fileName!: string;

  @Column({ type: 'varchar', length: 63 })
  targetTable!: string;

  @Column({ type: 'varchar', length: 10, nullable: true })
  businessDate!: string | null;

  @Column({ type: 'integer', nullable: true })
  revision!: number | null;

  @Column({ type: 'uuid', nullable: true })
  extractId!: string | null;

  /** Of key and columns: a manifest with another one does not fit this table. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  fingerprint!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  manifestDigest!: string | null;

  /** The signed manifest as it came: what `verify` proves the table against. */
  @Column({ type: 'simple-json', name: 'manifest_jws_json', nullable: true })
  manifestJws!: string | null;

  /** What of the manifest was accepted, where rows were rejected; null: all of it. */
  @Column({ type: 'simple-json', name: 'accepted_json', nullable: true })
  accepted!: Accepted | null;

  @Column({ ...COUNT, name: 'row_total', nullable: true })
  rows!: number | null;

  @Column({ type: 'uuid', nullable: true })
  fileSyncId!: string | null;

  @Column({ type: 'timestamp with time zone', nullable: true })
  publishedAt!: Date | null;
}
