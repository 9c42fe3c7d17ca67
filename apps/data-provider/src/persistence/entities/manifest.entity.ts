import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The signed manifest of a sealed extract. Written once. */
@Entity('manifests')
@Index('ix_manifests_key_id', ['keyId'])
export class ManifestEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_manifests' })
  extractId!: string;

  /** The compact JWS; as JSON text, because that is the long text that both engines know. */
  @Column('simple-json')
  jwsJson!: string;

  /** `kid` of the key that signed it; null of those that were sealed before this was kept. */
  @Column('varchar', { length: 100, nullable: true })
  keyId!: string | null;
}
