import type { TaskDefinition } from '@syncline/contract';
import { v7 as uuidv7 } from 'uuid';
import type { DefinitionStore } from '../definitions/put-definition.ts';
import { insertRows, updateRow } from '../persistence/rows.ts';
import { lockTask } from '../persistence/sql/lock-task.sql.ts';
import { selectActiveRuns } from '../persistence/sql/select-active-runs.sql.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { TaskGroupMemberEntity } from '../task-groups/task-group-member.entity.ts';
import type { TriggerStore } from '../triggers/trigger-store.ts';
import { TaskVersionEntity } from './task-version.entity.ts';
import { TaskEntity } from './task.entity.ts';

/** Tasks inside a transaction. A task that is there is locked first, so that versions grow one by one. */
export class TaskStore implements DefinitionStore<TaskDefinition, TaskEntity> {
  constructor(
    private readonly unit: Unit,
    private readonly triggers: TriggerStore,
  ) {}

  async lock(name: string): Promise<TaskEntity | null> {
    const [row] = await this.unit.tx.query(lockTask, { name });
    return row === undefined ? null : this.unit.tx.manager.findOneByOrFail(TaskEntity, { name });
  }

  /** @throws unique violation when somebody else made it in the same moment */
  async create(definition: TaskDefinition): Promise<TaskEntity> {
    const now = await timeOf(this.unit.tx);
    const version = await this.#nextVersion(definition.name);
    const task = { id: uuidv7(), name: definition.name, version, isPaused: false, definitionJson: definition, createdAt: now, updatedAt: now };
    await insertRows(this.unit.tx, TaskEntity, task);
    await this.#keep(task, now);
    return task;
  }

  async change(task: TaskEntity, definition: TaskDefinition): Promise<TaskEntity> {
    const now = await timeOf(this.unit.tx);
    const changed = { ...task, version: task.version + 1, definitionJson: definition, updatedAt: now };
    await updateRow(this.unit.tx, TaskEntity, { name: task.name }, { version: changed.version, definitionJson: definition, updatedAt: now });
    await this.#keep(changed, now);
    return changed;
  }

  async setPaused(task: TaskEntity, isPaused: boolean): Promise<TaskEntity> {
    await this.unit.tx.manager.update(TaskEntity, { name: task.name }, { isPaused });
    return { ...task, isPaused };
  }

  /** Whether a run of it has not ended. */
  async isActive(name: string): Promise<boolean> {
    return (await this.unit.tx.query(selectActiveRuns, { task: name })).length > 0;
  }

  /** The names of the groups that it is a member of. */
  async groupsWith(task: string): Promise<string[]> {
    return (await this.unit.tx.manager.findBy(TaskGroupMemberEntity, { task })).map(({ groupName }) => groupName);
  }

  async remove(name: string): Promise<void> {
    await this.unit.tx.manager.delete(TaskEntity, { name });
  }

  async #keep({ name, version, definitionJson }: TaskEntity, createdAt: Date): Promise<void> {
    await insertRows(this.unit.tx, TaskVersionEntity, { task: name, version, definitionJson, createdAt });
    await this.triggers.replace(this.unit, { kind: 'TASK', name }, definitionJson.triggers, definitionJson.deadlines);
  }

  /** A name that was used before goes on counting: old runs still name its old versions. */
  async #nextVersion(task: string): Promise<number> {
    return ((await this.unit.tx.manager.maximum(TaskVersionEntity, 'version', { task })) ?? 0) + 1;
  }
}
