import { DomainError, type Page, type Task } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { pageById, type PageRequest } from '../persistence/page-by-id.ts';
import { TaskEntity } from './task.entity.ts';

/** Tasks as the API shows them. */
@Injectable()
export class TaskReadModel {
  constructor(private readonly database: Database) {}

  async get(name: string): Promise<Task> {
    const task = await this.database.repository(TaskEntity).findOneBy({ name });
    if (task === null) throw new DomainError('NOT_FOUND', `There is no task ${name}.`);
    return toTask(task);
  }

  list(request: PageRequest): Promise<Page<Task>> {
    return pageById(this.database.repository(TaskEntity), {}, request, toTask);
  }
}

export const toTask = ({ definitionJson, version, isPaused, createdAt, updatedAt }: TaskEntity): Task => ({
  ...definitionJson,
  version,
  paused: isPaused,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
