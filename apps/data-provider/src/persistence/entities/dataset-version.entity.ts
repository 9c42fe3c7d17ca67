import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A dataset as it was last served. It stays when the dataset leaves the catalogue, and binds whoever comes back under its name. */
@Entity('dataset_versions')
export class DatasetVersionEntity {
  @PrimaryColumn('varchar', { length: 63, primaryKeyConstraintName: 'pk_dataset_versions' })
  dataset!: string;

  /** 0: nothing was accepted yet. */
  @Column('integer')
  version!: number;

  /** Of all that readers see of it. */
  @Column('varchar', { length: 64, nullable: true })
  shapeDigest!: string | null;

  /** The whole definition, as the catalogue file had it. */
  @Column('simple-json', { nullable: true })
  definitionJson!: object | null;

  @Column('timestamp with time zone', { nullable: true })
  acceptedAt!: Date | null;
}
