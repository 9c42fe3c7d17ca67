import type { Compression, ExtractState } from '@syncline/contract';
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An extract: state, lease and due time of its build in one row, so that they cannot disagree. */
@Entity('extracts')
@Unique('uq_extracts_revision', ['dataset', 'viewName', 'businessDate', 'revision'])
@Index('ix_extracts_due', ['state', 'dueAt'])
@Index('ix_extracts_business_date', ['businessDate'])
@Index('ix_extracts_view', ['dataset', 'viewName', 'state', 'businessDate'])
@Check('ck_extracts_state', "state IN ('BUILDING', 'SEALED', 'FAILED', 'SUPERSEDED')")
@Check('ck_extracts_sealed', "state NOT IN ('SEALED', 'SUPERSEDED') OR (manifest_digest IS NOT NULL AND sealed_at IS NOT NULL)")
@Check('ck_extracts_failed', "state <> 'FAILED' OR reason IS NOT NULL")
export class ExtractEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_extracts' })
  id!: string;

  @Column('varchar', { length: 63 })
  dataset!: string;

  @Column('varchar', { length: 63 })
  viewName!: string;

  @Column('varchar', { length: 10 })
  businessDate!: string;

  @Column('integer')
  revision!: number;

  @Column('varchar', { length: 10 })
  state!: ExtractState;

  @Column('varchar', { length: 100, nullable: true })
  reason!: string | null;

  @Column('varchar', { length: 2000, nullable: true })
  detail!: string | null;

  @Column('bigint', { nullable: true })
  rowCount!: number | null;

  /** Of the canonical form. */
  @Column('bigint', { nullable: true })
  byteCount!: number | null;

  @Column('varchar', { length: 4, nullable: true })
  compression!: Compression | null;

  @Column('timestamp with time zone', { nullable: true })
  sealedAt!: Date | null;

  @Column('uuid', { nullable: true })
  supersededBy!: string | null;

  @Column('varchar', { length: 64, nullable: true })
  manifestDigest!: string | null;

  /** When the build may be claimed: at once, after a pause, or when the lease of who builds it has ended. */
  @Column('timestamp with time zone')
  dueAt!: Date;

  /** Who may write to this row while it is BUILDING; fresh for each claim. */
  @Column('uuid', { nullable: true })
  leaseToken!: string | null;

  /** How often a build was begun. */
  @Column('integer')
  builds!: number;

  /** When a repeated close left it out, because the catalogue offers it no more: it says nothing about its date any longer. */
  @Column('timestamp with time zone', { nullable: true })
  withdrawnAt!: Date | null;

  /** When retention took manifest and parts; the row stays and says that there was something. */
  @Column('timestamp with time zone', { nullable: true })
  expiredAt!: Date | null;
}
