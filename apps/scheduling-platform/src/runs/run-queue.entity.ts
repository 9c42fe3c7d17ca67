import { Entity, PrimaryColumn } from 'typeorm';

/** A lock, never a state: firings and ends of one queue take turns on its row. */
@Entity('run_queues')
export class RunQueueEntity {
  @PrimaryColumn('varchar', { length: 80 })
  queueKey!: string;
}
