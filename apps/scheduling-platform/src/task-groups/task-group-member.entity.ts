import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TaskEntity } from '../tasks/task.entity.ts';
import { TaskGroupEntity } from './task-group.entity.ts';

/** A task that a group names as it stands now: such a task cannot be taken away. */
@Entity('task_group_members')
@Index('ix_task_group_members_task', ['task'])
export class TaskGroupMemberEntity {
  @PrimaryColumn('varchar', { length: 63 })
  groupName!: string;

  @PrimaryColumn('varchar', { length: 63 })
  task!: string;

  @ManyToOne(() => TaskGroupEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'group_name', referencedColumnName: 'name', foreignKeyConstraintName: 'fk_task_group_members_group' })
  groupEntity?: TaskGroupEntity;

  @ManyToOne(() => TaskEntity)
  @JoinColumn({ name: 'task', referencedColumnName: 'name', foreignKeyConstraintName: 'fk_task_group_members_task' })
  taskEntity?: TaskEntity;
}
