import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The newest manifest of a dataset's view, whatever the date: what the next one names as the one before it. */
@Entity('manifest_chains')
export class ManifestChainEntity {
  @PrimaryColumn('varchar', { length: 63, primaryKeyConstraintName: 'pk_manifest_chains' })
  dataset!: string;

  @PrimaryColumn('varchar', { length: 63, primaryKeyConstraintName: 'pk_manifest_chains' })
  viewName!: string;

  @Column('varchar', { length: 64, nullable: true })
  manifestDigest!: string | null;
}
