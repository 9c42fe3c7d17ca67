import type { Calendar, Page } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { assertFound } from '../definitions/put-definition.ts';
import { pageById, type PageRequest } from '../persistence/page-by-id.ts';
import { CalendarEntity } from './calendar.entity.ts';

/** Calendars as the API shows them. */
@Injectable()
export class CalendarReadModel {
  constructor(private readonly database: Database) {}

  async get(name: string): Promise<Calendar> {
    return toCalendar(assertFound('calendar', name, await this.database.repository(CalendarEntity).findOneBy({ name })));
  }

  list(request: PageRequest): Promise<Page<Calendar>> {
    return pageById(this.database.repository(CalendarEntity), {}, request, toCalendar);
  }
}

export const toCalendar = ({ definitionJson, version, createdAt, updatedAt }: CalendarEntity): Calendar => ({
  ...definitionJson,
  version,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
