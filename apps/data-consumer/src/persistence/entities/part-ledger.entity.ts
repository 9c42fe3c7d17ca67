import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The parts that are in staging: a row is written in the transaction that loads the part's rows, after the digests agreed.
 * Unlogged like staging itself (see the migration), so that a crash of the database empties both or neither.
 */
@Entity('part_ledger')
export class PartLedgerEntity {
  @PrimaryColumn({ type: 'varchar', length: 63, primaryKeyConstraintName: 'pk_part_ledger' })
  fileName!: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_part_ledger' })
  extractId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_part_ledger' })
  partNumber!: number;

  @Column({ type: 'integer' })
  rowsLoaded!: number;

  @Column({ type: 'integer', default: 0 })
  rowsRejected!: number;

  /** SHA-256 of the part's lines without the rejected ones; null where there are none, and the manifest's digest holds. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  acceptedDigest!: string | null;

  @Column({ type: 'uuid' })
  fileSyncId!: string;

  /** Of the holder that loaded it: shows after a takeover who loaded what. */
  @Column({ type: 'uuid' })
  leaseToken!: string;

  @Column({ type: 'timestamp with time zone' })
  loadedAt!: Date;
}
