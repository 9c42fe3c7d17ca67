import type { TaskDefinition } from '@syncline/contract';
import { Database, type SqlSession } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { jsonRows } from '../persistence/json-rows.ts';
import { selectTaskVersions } from '../persistence/sql/select-task-versions.sql.ts';

/** Definitions in memory at most; a version never changes, so what is here is always right. */
const MOST = 20_000;

/** Names a version of a task. */
export interface TaskVersionKey {
  readonly task: string;
  readonly version: number;
}

/** The definition a run began with. */
@Injectable()
export class TaskVersions {
  readonly #cache = new Map<string, TaskDefinition>();

  constructor(private readonly database: Database) {}

  /** @param within the transaction at hand, if there is one: a second connection for it could be the last one of the pool */
  async get(task: string, version: number, within?: SqlSession): Promise<TaskDefinition> {
    return this.#cache.get(textOf({ task, version })) ?? ((await this.getAll([{ task, version }], within))[0] as TaskDefinition);
  }

  /** Many at a time, in the same order; one statement for all that are not in memory. */
  async getAll(wanted: readonly TaskVersionKey[], within: SqlSession = this.database): Promise<TaskDefinition[]> {
    const missing = wanted.filter((key) => !this.#cache.has(textOf(key)));
    const found = new Map(missing.length === 0 ? [] : (await within.query(selectTaskVersions, { versions: jsonRows(missing) })).map((row) => [textOf(row), row.definitionJson]));
    const definitions = wanted.map((key) => {
      const definition = this.#cache.get(textOf(key)) ?? found.get(textOf(key));
      if (definition === undefined) throw new Error(`There is no version ${key.version} of task ${key.task}`);
      return definition;
    });
    for (const [key, definition] of found) this.#keep(key, definition);
    return definitions;
  }

  #keep(key: string, definition: TaskDefinition): void {
    if (this.#cache.size >= MOST) this.#cache.clear();
    this.#cache.set(key, definition);
  }
}

const textOf = ({ task, version }: TaskVersionKey): string => `${task}@${version}`;
