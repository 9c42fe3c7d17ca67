import { DomainError, type RunRequest } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { findFirstUse, type IdempotentRequest } from '../idempotency/idempotency.ts';
import { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { TaskGroupEntity } from '../task-groups/task-group.entity.ts';
import { TaskEntity } from '../tasks/task.entity.ts';
import type { FiringRequest } from './firing.ts';
import { Firings } from './firings.ts';
import { holdOwners } from './hold-owners.ts';

type Owner = FiringRequest['owner'];

/** Tasks and groups that a person fires. */
@Injectable()
export class ManualFirings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly firings: Firings,
  ) {}

  /** @throws DomainError NOT_FOUND, IDEMPOTENCY_CONFLICT */
  fire(owner: Owner, { businessDate, parameters }: RunRequest, request: IdempotentRequest): Promise<{ occurrence: OccurrenceEntity; isNew: boolean }> {
    return this.work.run(async (unit) => {
      const occurrenceId = uuidv7();
      const first = await findFirstUse(unit.tx, request, occurrenceId);
      if (first !== null) return { occurrence: await unit.tx.manager.findOneByOrFail(OccurrenceEntity, { id: first }), isNew: false };
      const { version, isPaused } = await definitionOf(unit.tx, owner);
      const [occurrence] = await this.firings.fire(unit, [{
        occurrenceId, owner, version, isPaused, businessDate, parameters, trigger: 'manual', messageId: null, scheduledFor: null, isLate: false,
        detail: `${request.caller.issuer}#${request.caller.subject} started it.`,
      }]);
      if (occurrence === undefined) throw new Error(`${owner.name} was fired and nothing was recorded`);
      return { occurrence, isNew: true };
    });
  }
}

async function definitionOf(tx: Transaction, owner: Owner): Promise<TaskEntity | TaskGroupEntity> {
  await holdOwners(tx, [owner]);
  const { manager } = tx;
  const { kind, name } = owner;
  const definition = kind === 'TASK' ? await manager.findOneBy(TaskEntity, { name }) : await manager.findOneBy(TaskGroupEntity, { name });
  if (definition === null) throw new DomainError('NOT_FOUND', `There is no ${kind === 'TASK' ? 'task' : 'task group'} ${name}.`);
  return definition;
}
