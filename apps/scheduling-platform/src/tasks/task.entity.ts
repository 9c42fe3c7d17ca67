import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { TaskDefinition } from '@syncline/contract';

/** A task as it stands now. */
@Entity('tasks')
@Unique('uq_tasks_id', ['id'])
export class TaskEntity {
  @PrimaryColumn('varchar', { length: 63 })
  name!: string;

  @Column('uuid')
  id!: string;

  @Column('integer')
  version!: number;

  @Column({ type: Boolean })
  isPaused!: boolean;

  @Column('simple-json')
  definitionJson!: TaskDefinition;

  @Column('timestamp with time zone')
  createdAt!: Date;

  @Column('timestamp with time zone')
  updatedAt!: Date;
}
