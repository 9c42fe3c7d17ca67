import type { TaskDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import { insertRows, updateRow } from '../persistence/rows.ts';
import { lockTask } from '../persistence/sql/lock-task.sql.ts';
import { selectActiveRuns } from '../persistence/sql/select-active-runs.sql.ts';
import { selectTime } from '../persistence/sql/select-time.sql.ts';
import { TriggerEntity } from '../triggers/trigger.entity.ts';
import { TaskVersionEntity } from './task-version.entity.ts';
import { TaskEntity } from './task.entity.ts';

/** Tasks inside a transaction. A task that is there is locked first, so that versions grow one by one. */
export class TaskStore {
  constructor(private readonly tx: Transaction) {}

  async lock(name: string): Promise<TaskEntity | null> {
    const [row] = await this.tx.query(lockTask, { name });
    return row === undefined ? null : this.tx.manager.findOneByOrFail(TaskEntity, { name });
  }

  /** @throws unique violation when somebody else made it in the same moment */
  async create(definition: TaskDefinition): Promise<TaskEntity> {
    const now = await this.#now();
    const version = await this.#nextVersion(definition.name);
    const task = { id: uuidv7(), name: definition.name, version, isPaused: false, definitionJson: definition, createdAt: now, updatedAt: now };
    await insertRows(this.tx, TaskEntity, task);
    await this.#keepVersion(task, now);
    return task;
  }

  async change(task: TaskEntity, definition: TaskDefinition): Promise<TaskEntity> {
    const now = await this.#now();
    const changed = { ...task, version: task.version + 1, definitionJson: definition, updatedAt: now };
    await updateRow(this.tx, TaskEntity, { name: task.name }, { version: changed.version, definitionJson: definition, updatedAt: now });
    await this.#keepVersion(changed, now);
    return changed;
  }

  async setPaused(task: TaskEntity, isPaused: boolean): Promise<TaskEntity> {
    await this.tx.manager.update(TaskEntity, { name: task.name }, { isPaused });
    return { ...task, isPaused };
  }

  async isInUse(name: string): Promise<boolean> {
    return (await this.tx.query(selectActiveRuns, { task: name })).length > 0;
  }

  async remove(name: string): Promise<void> {
    await this.tx.manager.delete(TaskEntity, { name });
    await this.tx.manager.delete(TriggerEntity, { ownerKind: 'TASK', owner: name });
  }

  async #keepVersion({ name, version, definitionJson }: TaskEntity, createdAt: Date): Promise<void> {
    await insertRows(this.tx, TaskVersionEntity, { task: name, version, definitionJson, createdAt });
    await this.tx.manager.delete(TriggerEntity, { ownerKind: 'TASK', owner: name });
    const triggers = definitionJson.triggers.map((trigger, position) => ({
      ownerKind: 'TASK' as const, owner: name, position, kind: trigger.kind, messageType: trigger.kind === 'message' ? trigger.type : null, triggerJson: trigger, createdAt,
    }));
    if (triggers.length > 0) await insertRows(this.tx, TriggerEntity, triggers);
  }

  /** A name that was used before goes on counting: old runs still name its old versions. */
  async #nextVersion(task: string): Promise<number> {
    return ((await this.tx.manager.maximum(TaskVersionEntity, 'version', { task })) ?? 0) + 1;
  }

  async #now(): Promise<Date> {
    const [row] = await this.tx.query(selectTime, {});
    if (row === undefined) throw new Error('The database does not tell the time');
    return row.nowAt;
  }
}
