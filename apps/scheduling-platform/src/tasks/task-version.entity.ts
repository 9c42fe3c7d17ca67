import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TaskDefinition } from '@syncline/contract';

/** A definition as it once was; runs keep theirs. */
@Entity('task_versions')
export class TaskVersionEntity {
  @PrimaryColumn('varchar', { length: 63 })
  task!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('simple-json')
  definitionJson!: TaskDefinition;

  @Column('timestamp with time zone')
  createdAt!: Date;
}
