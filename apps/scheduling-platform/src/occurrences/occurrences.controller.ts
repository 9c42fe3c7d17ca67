import { schedulingPlatformOperations as operations, type InputOf, type Occurrence, type Page } from '@syncline/contract';
import { Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { OccurrenceReadModel } from './occurrence.read-model.ts';

@Controller()
export class OccurrencesController {
  constructor(private readonly occurrences: OccurrenceReadModel) {}

  @Endpoint(operations.listOccurrences)
  list(@Input() { query }: InputOf<typeof operations.listOccurrences>): Promise<Page<Occurrence>> {
    return this.occurrences.list(query, query);
  }
}
