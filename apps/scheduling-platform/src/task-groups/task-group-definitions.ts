import { DomainError, type TaskGroupDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { assertFound, assertVersion, putDefinition, type PutRequest } from '../definitions/put-definition.ts';
import { GroupSignals } from '../group-runs/group-signals.ts';
import { holdTasks } from '../persistence/sql/hold-definitions.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { TriggerRules } from '../triggers/trigger-rules.ts';
import { TriggerStore } from '../triggers/trigger-store.ts';
import { missingMembers, repeatedMembers } from './domain/member-problems.ts';
import type { TaskGroupEntity } from './task-group.entity.ts';
import { TaskGroupStore } from './task-group.store.ts';

/** Task groups as they are defined, changed, paused and taken away. */
@Injectable()
export class TaskGroupDefinitions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rules: TriggerRules,
    private readonly triggers: TriggerStore,
    private readonly signals: GroupSignals,
    private readonly wakeUps: WakeUps,
  ) {}

  /**
   * A group run that is under way keeps the version that it began with.
   * @throws DomainError PRECONDITION_FAILED, or what a rule refuses
   */
  put(request: PutRequest<TaskGroupDefinition>): Promise<{ row: TaskGroupEntity; isNew: boolean }> {
    return putDefinition(this.work, (unit) => this.#store(unit), request, (tx) => this.#check(tx, request.definition));
  }

  /** While paused, firings are skipped and no member begins; what is running goes on. */
  setPaused(name: string, isPaused: boolean): Promise<TaskGroupEntity> {
    return this.work.run(async (unit) => {
      const store = this.#store(unit);
      const group = await store.setPaused(assertFound('task group', name, await store.lock(name)), isPaused);
      if (!isPaused) {
        await this.signals.giveToActive(unit, name);
        unit.afterCommit(() => this.wakeUps.wake('dispatch'));
      }
      return group;
    });
  }

  /** @throws DomainError NOT_FOUND, PRECONDITION_FAILED, IN_USE */
  remove(name: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(async (unit) => {
      const store = this.#store(unit);
      assertVersion(name, assertFound('task group', name, await store.lock(name)), ifMatch);
      // First, because this waits for a firing that is under way: its group run counts.
      await this.triggers.remove(unit, { kind: 'GROUP', name });
      if (await store.isActive(name)) throw new DomainError('IN_USE', `A run of ${name} is active; cancel it or let it end.`);
      await store.remove(name);
    });
  }

  async #check(tx: Transaction, { members, triggers, deadlines }: TaskGroupDefinition): Promise<void> {
    const repeated = repeatedMembers(members);
    if (repeated.length > 0) throw new DomainError('DUPLICATE_MEMBER', 'A task stands in a group at most once.', { errors: repeated });
    const present = await tx.query(holdTasks, { names: JSON.stringify(members.map(({ task }) => task)) });
    const missing = missingMembers(members, new Set(present.map(({ name }) => name)));
    if (missing.length > 0) throw new DomainError('UNKNOWN_TASK', 'Define the tasks of a group before the group.', { errors: missing });
    await this.rules.check(tx, triggers, deadlines);
  }

  #store(unit: Unit): TaskGroupStore {
    return new TaskGroupStore(unit, this.triggers);
  }
}
