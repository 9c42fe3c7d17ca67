import type { CalendarDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import type { DefinitionStore } from '../definitions/put-definition.ts';
import { insertRows, updateRow } from '../persistence/rows.ts';
import { lockCalendar } from '../persistence/sql/lock-calendar.sql.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import { CalendarUseEntity } from './calendar-use.entity.ts';
import { CalendarEntity } from './calendar.entity.ts';

/** Calendars inside a transaction. */
export class CalendarStore implements DefinitionStore<CalendarDefinition, CalendarEntity> {
  constructor(private readonly tx: Transaction) {}

  async lock(name: string): Promise<CalendarEntity | null> {
    const [row] = await this.tx.query(lockCalendar, { name });
    return row === undefined ? null : this.tx.manager.findOneByOrFail(CalendarEntity, { name });
  }

  /** @throws unique violation when somebody else made it in the same moment */
  async create(definition: CalendarDefinition): Promise<CalendarEntity> {
    const now = await timeOf(this.tx);
    const calendar = { id: uuidv7(), name: definition.name, version: 1, definitionJson: definition, createdAt: now, updatedAt: now };
    await insertRows(this.tx, CalendarEntity, calendar);
    return calendar;
  }

  async change(calendar: CalendarEntity, definition: CalendarDefinition): Promise<CalendarEntity> {
    const changes = { version: calendar.version + 1, definitionJson: definition, updatedAt: await timeOf(this.tx) };
    await updateRow(this.tx, CalendarEntity, { name: calendar.name }, changes);
    return { ...calendar, ...changes };
  }

  /** Tasks and groups that name it; the first few by name. */
  usesOf(calendar: string): Promise<CalendarUseEntity[]> {
    return this.tx.manager.find(CalendarUseEntity, { where: { calendar }, order: { owner: 'ASC', ownerKind: 'ASC' }, take: 5 });
  }

  async remove(name: string): Promise<void> {
    await this.tx.manager.delete(CalendarEntity, { name });
  }
}
