import { DomainError, type Page, type TaskGroup } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { pageById, type PageRequest } from '../persistence/page-by-id.ts';
import { TaskGroupEntity } from './task-group.entity.ts';

/** Task groups as the API shows them. */
@Injectable()
export class TaskGroupReadModel {
  constructor(private readonly database: Database) {}

  async get(name: string): Promise<TaskGroup> {
    const group = await this.database.repository(TaskGroupEntity).findOneBy({ name });
    if (group === null) throw new DomainError('NOT_FOUND', `There is no task group ${name}.`);
    return toTaskGroup(group);
  }

  list(request: PageRequest): Promise<Page<TaskGroup>> {
    return pageById(this.database.repository(TaskGroupEntity), {}, request, toTaskGroup);
  }
}

export const toTaskGroup = ({ definitionJson, version, isPaused, createdAt, updatedAt }: TaskGroupEntity): TaskGroup => ({
  ...definitionJson,
  version,
  paused: isPaused,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
