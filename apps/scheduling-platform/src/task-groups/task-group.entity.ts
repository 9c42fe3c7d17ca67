import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { TaskGroupDefinition } from '@syncline/contract';

/** A group of tasks as it stands now. */
@Entity('task_groups')
@Unique('uq_task_groups_id', ['id'])
export class TaskGroupEntity {
  @PrimaryColumn('varchar', { length: 63 })
  name!: string;

  @Column('uuid')
  id!: string;

  @Column('integer')
  version!: number;

  @Column({ type: Boolean })
  isPaused!: boolean;

  @Column('simple-json')
  definitionJson!: TaskGroupDefinition;

  @Column('timestamp with time zone')
  createdAt!: Date;

  @Column('timestamp with time zone')
  updatedAt!: Date;
}
