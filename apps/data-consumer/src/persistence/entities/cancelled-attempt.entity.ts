import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Up to which attempt a run was cancelled at a dispatch target, 0 for none. It stands beside the job because a cancel may
 * overtake the dispatch that it is about: then there is no job yet, and must not come to be one.
 */
@Entity('cancelled_attempt')
export class CancelledAttemptEntity {
  @PrimaryColumn({ type: 'varchar', length: 80, primaryKeyConstraintName: 'pk_cancelled_attempt' })
  target!: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_cancelled_attempt' })
  runId!: string;

  @Column({ type: 'integer' })
  attempt!: number;
}
