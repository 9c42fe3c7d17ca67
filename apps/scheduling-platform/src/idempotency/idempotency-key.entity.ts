import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a caller’s Idempotency-Key first made. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created', ['createdAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn('varchar', { length: 64 })
  scopeDigest!: string;

  @Column('varchar', { length: 64 })
  bodyDigest!: string;

  @Column('uuid')
  resourceId!: string;

  @Column('timestamp with time zone')
  createdAt!: Date;
}
