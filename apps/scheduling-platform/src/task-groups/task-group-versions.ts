import type { TaskGroupDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { TaskGroupVersionEntity } from './task-group-version.entity.ts';

/** Definitions in memory at most; a version never changes, so what is here is always right. */
const MOST = 200;

/** The definition a group run began with. */
@Injectable()
export class TaskGroupVersions {
  readonly #cache = new Map<string, TaskGroupDefinition>();

  async get(tx: Transaction, groupName: string, version: number): Promise<TaskGroupDefinition> {
    const key = `${groupName}@${version}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const { definitionJson } = await tx.manager.findOneByOrFail(TaskGroupVersionEntity, { groupName, version });
    if (this.#cache.size >= MOST) this.#cache.clear();
    this.#cache.set(key, definitionJson);
    return definitionJson;
  }
}
