import type { TaskGroupDefinition } from '@syncline/contract';
import { IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { DefinitionStore } from '../definitions/put-definition.ts';
import { GroupRunEntity } from '../group-runs/group-run.entity.ts';
import { insertRows, updateRow } from '../persistence/rows.ts';
import { lockTaskGroup } from '../persistence/sql/lock-task-group.sql.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import type { TriggerStore } from '../triggers/trigger-store.ts';
import { TaskGroupMemberEntity } from './task-group-member.entity.ts';
import { TaskGroupVersionEntity } from './task-group-version.entity.ts';
import { TaskGroupEntity } from './task-group.entity.ts';

/** Task groups inside a transaction. A group that is there is locked first, so that versions grow one by one. */
export class TaskGroupStore implements DefinitionStore<TaskGroupDefinition, TaskGroupEntity> {
  constructor(
    private readonly unit: Unit,
    private readonly triggers: TriggerStore,
  ) {}

  async lock(name: string): Promise<TaskGroupEntity | null> {
    const [row] = await this.unit.tx.query(lockTaskGroup, { name });
    return row === undefined ? null : this.unit.tx.manager.findOneByOrFail(TaskGroupEntity, { name });
  }

  /** @throws unique violation when somebody else made it in the same moment */
  async create(definition: TaskGroupDefinition): Promise<TaskGroupEntity> {
    const now = await timeOf(this.unit.tx);
    const version = await this.#nextVersion(definition.name);
    const group = { id: uuidv7(), name: definition.name, version, isPaused: false, definitionJson: definition, createdAt: now, updatedAt: now };
    await insertRows(this.unit.tx, TaskGroupEntity, group);
    await this.#keep(group, now);
    return group;
  }

  async change(group: TaskGroupEntity, definition: TaskGroupDefinition): Promise<TaskGroupEntity> {
    const now = await timeOf(this.unit.tx);
    const changed = { ...group, version: group.version + 1, definitionJson: definition, updatedAt: now };
    await updateRow(this.unit.tx, TaskGroupEntity, { name: group.name }, { version: changed.version, definitionJson: definition, updatedAt: now });
    await this.#keep(changed, now);
    return changed;
  }

  async setPaused(group: TaskGroupEntity, isPaused: boolean): Promise<TaskGroupEntity> {
    await this.unit.tx.manager.update(TaskGroupEntity, { name: group.name }, { isPaused });
    return { ...group, isPaused };
  }

  /** Whether a run of it has not ended. */
  isActive(name: string): Promise<boolean> {
    return this.unit.tx.manager.existsBy(GroupRunEntity, { groupName: name, endedAt: IsNull() });
  }

  async remove(name: string): Promise<void> {
    await this.unit.tx.manager.delete(TaskGroupEntity, { name });
  }

  async #keep({ name, version, definitionJson }: TaskGroupEntity, now: Date): Promise<void> {
    await insertRows(this.unit.tx, TaskGroupVersionEntity, { groupName: name, version, definitionJson, createdAt: now });
    await this.unit.tx.manager.delete(TaskGroupMemberEntity, { groupName: name });
    await insertRows(this.unit.tx, TaskGroupMemberEntity, definitionJson.members.map(({ task }) => ({ groupName: name, task })));
    await this.triggers.replace(this.unit, { kind: 'GROUP', name }, definitionJson.triggers, definitionJson.deadlines);
  }

  /** A name that was used before goes on counting: old group runs still name its old versions. */
  async #nextVersion(groupName: string): Promise<number> {
    return ((await this.unit.tx.manager.maximum(TaskGroupVersionEntity, 'version', { groupName })) ?? 0) + 1;
  }
}
