import type { TaskDefinition } from '@syncline/contract';
import { Database, type Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { TaskVersionEntity } from './task-version.entity.ts';

/** Definitions in memory at most; a version never changes, so what is here is always right. */
const MOST = 1_000;

/** The definition a run began with. */
@Injectable()
export class TaskVersions {
  readonly #cache = new Map<string, TaskDefinition>();

  constructor(private readonly database: Database) {}

  /** @param within the transaction at hand, if there is one: a second connection for it could be the last one of the pool */
  async get(task: string, version: number, within?: Transaction): Promise<TaskDefinition> {
    const key = `${task}@${version}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const { definitionJson } = await (within?.manager.getRepository(TaskVersionEntity) ?? this.database.repository(TaskVersionEntity)).findOneByOrFail({ task, version });
    if (this.#cache.size >= MOST) this.#cache.clear();
    this.#cache.set(key, definitionJson);
    return definitionJson;
  }
}
