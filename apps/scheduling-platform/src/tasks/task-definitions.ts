import { DomainError, jsonDigest, type TaskDefinition } from '@syncline/contract';
import { isUniqueViolation } from '@syncline/database';
import { Outbound } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { isTimeZone } from '../deadlines/domain/plan-deadlines.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { refuseNotYetOffered } from './domain/not-yet-offered.ts';
import { reporterOf } from './domain/reporter.ts';
import { TaskStore } from './task.store.ts';
import type { TaskEntity } from './task.entity.ts';

/** Tasks as they are defined, changed, paused and taken away. */
@Injectable()
export class TaskDefinitions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly outbound: Outbound,
    private readonly wakeUps: WakeUps,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {}

  /**
   * @param ifMatch the version that the caller wants to change; undefined: whatever there is
   * @throws DomainError PRECONDITION_FAILED, or what a rule refuses
   */
  async put(definition: TaskDefinition, ifMatch: number | undefined): Promise<{ task: TaskEntity; isNew: boolean }> {
    this.#check(definition);
    try {
      return await this.#put(definition, ifMatch);
    } catch (error) {
      // Made by somebody else in the same moment: now it is there, and this is a change.
      if (isUniqueViolation(error)) return this.#put(definition, ifMatch);
      throw error;
    }
  }

  setPaused(name: string, isPaused: boolean): Promise<TaskEntity> {
    return this.work.run(async ({ tx, afterCommit }) => {
      const store = new TaskStore(tx);
      if (!isPaused) afterCommit(() => this.wakeUps.wake('dispatch'));
      return store.setPaused(found(await store.lock(name), name), isPaused);
    });
  }

  /** @throws DomainError NOT_FOUND, PRECONDITION_FAILED, IN_USE */
  remove(name: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(async ({ tx }) => {
      const store = new TaskStore(tx);
      assertVersion(found(await store.lock(name), name), ifMatch);
      if (await store.isInUse(name)) throw new DomainError('IN_USE', `A run of ${name} is active; cancel it or let it end.`);
      await store.remove(name);
    });
  }

  #put(definition: TaskDefinition, ifMatch: number | undefined): Promise<{ task: TaskEntity; isNew: boolean }> {
    return this.work.run(async ({ tx }) => {
      const store = new TaskStore(tx);
      const present = await store.lock(definition.name);
      assertVersion(present, ifMatch);
      if (present === null) return { task: await store.create(definition), isNew: true };
      const isEqual = jsonDigest(present.definitionJson) === jsonDigest(definition);
      return { task: isEqual ? present : await store.change(present, definition), isNew: false };
    });
  }

  #check(definition: TaskDefinition): void {
    refuseNotYetOffered(definition);
    const { target, deadlines } = definition;
    for (const url of target.urls) this.outbound.assertOriginAllowed(url);
    this.outbound.assertSecretReferences(target.auth);
    if (deadlines.overdueAt && !isTimeZone(deadlines.overdueAt.timeZone)) {
      throw new DomainError('UNKNOWN_TIME_ZONE', `There is no time zone ${deadlines.overdueAt.timeZone}.`, { errors: [{ pointer: '/deadlines/overdueAt/timeZone', detail: 'is not a known time zone' }] });
    }
    if (reporterOf(definition, this.config.trustedIssuers) === null) {
      throw new DomainError('REPORTER_REQUIRED', 'No trusted issuer is configured for the audience of this task; name target.reporter.', { errors: [{ pointer: '/target/reporter', detail: 'is required here' }] });
    }
  }
}

function found(task: TaskEntity | null, name: string): TaskEntity {
  if (task === null) throw new DomainError('NOT_FOUND', `There is no task ${name}.`);
  return task;
}

function assertVersion(task: TaskEntity | null, ifMatch: number | undefined): void {
  if (ifMatch === undefined || task?.version === ifMatch) return;
  throw new DomainError('PRECONDITION_FAILED', task === null ? 'There is no such task yet.' : `The task is at version ${task.version}, not ${ifMatch}.`);
}
