import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { MessageTrigger } from '@syncline/contract';
import { TaskEntity } from './task.entity.ts';

/** A message trigger of a task, found by the type of an event. */
@Entity('message_listeners')
@Index('ix_message_listeners_type', ['type'])
export class MessageListenerEntity {
  @PrimaryColumn('varchar', { length: 63 })
  task!: string;

  @PrimaryColumn('integer')
  position!: number;

  @Column('varchar', { length: 500 })
  type!: string;

  @Column('simple-json')
  triggerJson!: MessageTrigger;

  @ManyToOne(() => TaskEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'task', referencedColumnName: 'name', foreignKeyConstraintName: 'fk_message_listeners_task' })
  owner?: TaskEntity;
}
