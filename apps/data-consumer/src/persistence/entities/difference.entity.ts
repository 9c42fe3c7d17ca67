import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Difference } from '../../proving/domain/difference.ts';

/** A row that made a proof fail, in key order; at most the first thousand of a file sync. */
@Entity('difference')
export class DifferenceEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_difference' })
  fileSyncId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_difference' })
  ordinal!: number;

  @Column({ type: 'varchar', length: 20 })
  kind!: Difference['kind'];

  @Column({ type: 'simple-json', name: 'key_json' })
  key!: Difference['key'];

  @Column({ type: 'simple-json', name: 'columns_json' })
  columns!: Difference['columns'];
}
