import { schedulingPlatformOperations as operations, type InputOf, type Occurrence, type Page, type TaskGroup } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Answer, CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { ManualFirings } from '../firings/manual-firings.ts';
import { toOccurrence } from '../occurrences/occurrence.read-model.ts';
import { TaskGroupDefinitions } from './task-group-definitions.ts';
import { TaskGroupReadModel, toTaskGroup } from './task-group.read-model.ts';

@Controller()
export class TaskGroupsController {
  constructor(
    private readonly definitions: TaskGroupDefinitions,
    private readonly groups: TaskGroupReadModel,
    private readonly manual: ManualFirings,
  ) {}

  @Endpoint(operations.listTaskGroups)
  list(@Input() { query }: InputOf<typeof operations.listTaskGroups>): Promise<Page<TaskGroup>> {
    return this.groups.list(query);
  }

  @Endpoint(operations.putTaskGroup)
  async put(@Input() { params, headers, body }: InputOf<typeof operations.putTaskGroup>): Promise<Answer<TaskGroup>> {
    const { row, isNew } = await this.definitions.put({ name: params.name, definition: body, ifMatch: headers['if-match'] });
    return new Answer(isNew ? 201 : 200, toTaskGroup(row));
  }

  @Endpoint(operations.getTaskGroup)
  get(@Input() { params }: InputOf<typeof operations.getTaskGroup>): Promise<TaskGroup> {
    return this.groups.get(params.name);
  }

  @Endpoint(operations.deleteTaskGroup)
  remove(@Input() { params, headers }: InputOf<typeof operations.deleteTaskGroup>): Promise<void> {
    return this.definitions.remove(params.name, headers['if-match']);
  }

  @Endpoint(operations.pauseTaskGroup)
  async pause(@Input() { params }: InputOf<typeof operations.pauseTaskGroup>): Promise<TaskGroup> {
    return toTaskGroup(await this.definitions.setPaused(params.name, true));
  }

  @Endpoint(operations.resumeTaskGroup)
  async resume(@Input() { params }: InputOf<typeof operations.resumeTaskGroup>): Promise<TaskGroup> {
    return toTaskGroup(await this.definitions.setPaused(params.name, false));
  }

  @Endpoint(operations.runTaskGroup)
  async run(@Input() { params, headers, body }: InputOf<typeof operations.runTaskGroup>, @CurrentCaller() caller: Caller): Promise<Answer<Occurrence>> {
    const request = { caller, route: `POST /task-groups/${params.name}/runs`, key: headers['idempotency-key'], body };
    const { occurrence, isNew } = await this.manual.fire({ kind: 'GROUP', name: params.name }, body, request);
    return new Answer(isNew ? 202 : 200, toOccurrence(occurrence));
  }
}
