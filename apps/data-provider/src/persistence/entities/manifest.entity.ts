import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The signed manifest of a sealed extract. Written once. */
@Entity('manifests')
export class ManifestEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_manifests' })
  extractId!: string;

  /** The compact JWS; as JSON text, because that is the long text that both engines know. */
  @Column('simple-json')
  jwsJson!: string;
}
