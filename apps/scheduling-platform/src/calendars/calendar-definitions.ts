import { DomainError, type CalendarDefinition } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { assertFound, assertVersion, putDefinition, type PutRequest } from '../definitions/put-definition.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import type { CalendarEntity } from './calendar.entity.ts';
import { CalendarStore } from './calendar.store.ts';
import { isTimeZone } from './domain/zone-clock.ts';

/**
 * Calendars as they are defined, changed and taken away. A change moves nothing that is recorded, and no row of a trigger:
 * a calendar is asked when a firing is due.
 */
@Injectable()
export class CalendarDefinitions {
  constructor(private readonly work: UnitOfWork) {}

  /** @throws DomainError PRECONDITION_FAILED, UNKNOWN_TIME_ZONE */
  put(request: PutRequest<CalendarDefinition>): Promise<{ row: CalendarEntity; isNew: boolean }> {
    return putDefinition(this.work, ({ tx }) => new CalendarStore(tx), request, () => assertTimeZone(request.definition));
  }

  /** @throws DomainError NOT_FOUND, PRECONDITION_FAILED, IN_USE */
  remove(name: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(async ({ tx }) => {
      const store = new CalendarStore(tx);
      assertVersion(name, assertFound('calendar', name, await store.lock(name)), ifMatch);
      const uses = await store.usesOf(name);
      if (uses.length > 0) throw new DomainError('IN_USE', `${name} is named by ${uses.map(({ ownerKind, owner }) => `${ownerKind === 'TASK' ? 'task' : 'group'} ${owner}`).join(', ')}.`);
      await store.remove(name);
    });
  }
}

async function assertTimeZone({ timeZone }: CalendarDefinition): Promise<void> {
  if (isTimeZone(timeZone)) return;
  throw new DomainError('UNKNOWN_TIME_ZONE', `"${timeZone}" is no time zone; name one such as Europe/London.`, { errors: [{ pointer: '/timeZone', detail: 'is not a known time zone' }] });
}
