import { schedulingPlatformOperations as operations, type Calendar, type InputOf, type Page } from '@syncline/contract';
import { Answer, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { CalendarDefinitions } from './calendar-definitions.ts';
import { CalendarReadModel, toCalendar } from './calendar.read-model.ts';

@Controller()
export class CalendarsController {
  constructor(
    private readonly definitions: CalendarDefinitions,
    private readonly calendars: CalendarReadModel,
  ) {}

  @Endpoint(operations.listCalendars)
  list(@Input() { query }: InputOf<typeof operations.listCalendars>): Promise<Page<Calendar>> {
    return this.calendars.list(query);
  }

  @Endpoint(operations.putCalendar)
  async put(@Input() { params, headers, body }: InputOf<typeof operations.putCalendar>): Promise<Answer<Calendar>> {
    const { row, isNew } = await this.definitions.put({ name: params.name, definition: body, ifMatch: headers['if-match'] });
    return new Answer(isNew ? 201 : 200, toCalendar(row));
  }

  @Endpoint(operations.getCalendar)
  get(@Input() { params }: InputOf<typeof operations.getCalendar>): Promise<Calendar> {
    return this.calendars.get(params.name);
  }

  @Endpoint(operations.deleteCalendar)
  remove(@Input() { params, headers }: InputOf<typeof operations.deleteCalendar>): Promise<void> {
    return this.definitions.remove(params.name, headers['if-match']);
  }
}
