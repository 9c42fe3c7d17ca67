import { DomainError, type TaskDefinition } from '@syncline/contract';
import { Outbound } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { isTimeZone } from '../deadlines/domain/plan-deadlines.ts';
import { assertFound, assertVersion, putDefinition, type PutRequest } from '../definitions/put-definition.ts';
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

  /** @throws DomainError PRECONDITION_FAILED, or what a rule refuses */
  put(request: PutRequest<TaskDefinition>): Promise<{ row: TaskEntity; isNew: boolean }> {
    return putDefinition(this.work, (tx) => new TaskStore(tx), request, () => this.#check(request.definition));
  }

  setPaused(name: string, isPaused: boolean): Promise<TaskEntity> {
    return this.work.run(async ({ tx, afterCommit }) => {
      const store = new TaskStore(tx);
      if (!isPaused) afterCommit(() => this.wakeUps.wake('dispatch'));
      return store.setPaused(assertFound('task', name, await store.lock(name)), isPaused);
    });
  }

  /** @throws DomainError NOT_FOUND, PRECONDITION_FAILED, IN_USE */
  remove(name: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(async ({ tx }) => {
      const store = new TaskStore(tx);
      assertVersion(name, assertFound('task', name, await store.lock(name)), ifMatch);
      if (await store.isInUse(name)) throw new DomainError('IN_USE', `A run of ${name} is active; cancel it or let it end.`);
      await store.remove(name);
    });
  }

  async #check(definition: TaskDefinition): Promise<void> {
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
