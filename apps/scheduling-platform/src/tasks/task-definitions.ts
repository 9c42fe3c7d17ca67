import { DomainError, type TaskDefinition } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { assertFound, assertVersion, putDefinition, type PutRequest } from '../definitions/put-definition.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { TriggerStore } from '../triggers/trigger-store.ts';
import { TaskChecks } from './task-checks.ts';
import type { TaskEntity } from './task.entity.ts';
import { TaskStore } from './task.store.ts';

/** Tasks as they are defined, changed, paused and taken away. */
@Injectable()
export class TaskDefinitions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly checks: TaskChecks,
    private readonly triggers: TriggerStore,
    private readonly wakeUps: WakeUps,
  ) {}

  /** @throws DomainError PRECONDITION_FAILED, or what a rule refuses */
  put(request: PutRequest<TaskDefinition>): Promise<{ row: TaskEntity; isNew: boolean }> {
    return putDefinition(this.work, (unit) => this.#store(unit), request, (tx) => this.checks.check(tx, request.definition));
  }

  setPaused(name: string, isPaused: boolean): Promise<TaskEntity> {
    return this.work.run(async (unit) => {
      const store = this.#store(unit);
      if (!isPaused) unit.afterCommit(() => this.wakeUps.wake('dispatch'));
      return store.setPaused(assertFound('task', name, await store.lock(name)), isPaused);
    });
  }

  /** @throws DomainError NOT_FOUND, PRECONDITION_FAILED, IN_USE */
  remove(name: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(async (unit) => {
      const store = this.#store(unit);
      assertVersion(name, assertFound('task', name, await store.lock(name)), ifMatch);
      // First, because this waits for a firing that is under way: its run counts.
      await this.triggers.remove(unit, { kind: 'TASK', name });
      const [group] = await store.groupsWith(name);
      if (group !== undefined) throw new DomainError('IN_USE', `${name} is a member of group ${group}; take it out of the group first.`);
      if (await store.isActive(name)) throw new DomainError('IN_USE', `A run of ${name} is active; cancel it or let it end.`);
      await store.remove(name);
    });
  }

  #store(unit: Unit): TaskStore {
    return new TaskStore(unit, this.triggers);
  }
}
