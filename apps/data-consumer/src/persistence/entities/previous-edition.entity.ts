import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Accepted } from '../../proving/domain/expectation.ts';
import { COUNT } from './whole-number.ts';

/**
 * What was published before what is published now, as its publication was, and how its rows can be had again. The rows
 * themselves (`wayBack`: the changes that undo the last publish, or all of them) are in the file's way-back table.
 */
@Entity('previous_edition')
export class PreviousEditionEntity {
  @PrimaryColumn({ type: 'varchar', length: 63, primaryKeyConstraintName: 'pk_previous_edition' })
  fileName!: string;

  @Column({ type: 'varchar', length: 20 })
  wayBack!: 'CHANGES' | 'ROWS';

  @Column({ type: 'varchar', length: 10 })
  businessDate!: string;

  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'uuid' })
  extractId!: string;

  @Column({ type: 'varchar', length: 64 })
  fingerprint!: string;

  @Column({ type: 'varchar', length: 64 })
  manifestDigest!: string;

  @Column({ type: 'simple-json', name: 'manifest_jws_json' })
  manifestJws!: string;

  @Column({ type: 'simple-json', name: 'accepted_json', nullable: true })
  accepted!: Accepted | null;

  @Column({ ...COUNT, name: 'row_total' })
  rows!: number;

  @Column({ type: 'uuid' })
  fileSyncId!: string;

  @Column({ type: 'timestamp with time zone' })
  publishedAt!: Date;
}
