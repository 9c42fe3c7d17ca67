import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a clearing has come that would otherwise look at the same rows again each time. */
@Entity('retention_marks')
export class RetentionMarkEntity {
  @PrimaryColumn('varchar', { length: 40 })
  name!: string;

  /** The last id that was looked at. */
  @Column('uuid')
  lastId!: string;
}
