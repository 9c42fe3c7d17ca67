import { DomainError, type RunRequest } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Firings } from '../firings/firings.ts';
import { findFirstUse, type IdempotentRequest } from '../idempotency/idempotency.ts';
import { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { TaskGroupEntity } from '../task-groups/task-group.entity.ts';

/** Group runs that a person starts. */
@Injectable()
export class ManualGroupRuns {
  constructor(
    private readonly work: UnitOfWork,
    private readonly firings: Firings,
  ) {}

  /** @throws DomainError NOT_FOUND, IDEMPOTENCY_CONFLICT */
  start(name: string, { businessDate, parameters }: RunRequest, request: IdempotentRequest): Promise<{ occurrence: OccurrenceEntity; isNew: boolean }> {
    return this.work.run(async (unit) => {
      const occurrenceId = uuidv7();
      const first = await findFirstUse(unit.tx, request, occurrenceId);
      if (first !== null) return { occurrence: await unit.tx.manager.findOneByOrFail(OccurrenceEntity, { id: first }), isNew: false };
      const group = await unit.tx.manager.findOneBy(TaskGroupEntity, { name });
      if (group === null) throw new DomainError('NOT_FOUND', `There is no task group ${name}.`);
      const [occurrence] = await this.firings.fire(unit, [{
        occurrenceId, owner: { kind: 'GROUP', name }, version: group.version, isPaused: group.isPaused, businessDate, parameters,
        trigger: 'manual', messageId: null, scheduledFor: null, isLate: false, detail: null,
      }]);
      if (occurrence === undefined) throw new Error(`Task group ${name} was fired and nothing was recorded`);
      return { occurrence, isNew: true };
    });
  }
}
