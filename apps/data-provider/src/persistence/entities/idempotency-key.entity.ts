import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a client's Idempotency-Key was first answered with. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_used', ['usedAt'])
export class IdempotencyKeyEntity {
  /** Of client, route and key. */
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_idempotency_keys' })
  scopeDigest!: string;

  @Column('varchar', { length: 64 })
  bodyDigest!: string;

  /** Null only inside of the transaction that finds out. */
  @Column('uuid', { nullable: true })
  extractId!: string | null;

  @Column('timestamp with time zone')
  usedAt!: Date;
}
