import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TaskGroupDefinition } from '@syncline/contract';

/** A definition as it once was; group runs keep theirs. */
@Entity('task_group_versions')
export class TaskGroupVersionEntity {
  @PrimaryColumn('varchar', { length: 63 })
  groupName!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('simple-json')
  definitionJson!: TaskGroupDefinition;

  @Column('timestamp with time zone')
  createdAt!: Date;
}
