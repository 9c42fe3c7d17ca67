import type { Compression } from '@syncline/contract';
import { Entity, PrimaryColumn } from 'typeorm';

/** A part file that an expired extract named. It is removed unless another extract names it too. */
@Entity('removable_parts')
export class RemovablePartEntity {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_removable_parts' })
  storedDigest!: string;

  @PrimaryColumn('varchar', { length: 4, primaryKeyConstraintName: 'pk_removable_parts' })
  compression!: Compression;
}
