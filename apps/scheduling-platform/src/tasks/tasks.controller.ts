import { schedulingPlatformOperations as operations, type InputOf, type NextFireTimes, type Page, type Task } from '@syncline/contract';
import { Answer, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { FireTimeForecast } from '../triggers/fire-time-forecast.ts';
import { TaskDefinitions } from './task-definitions.ts';
import { TaskReadModel, toTask } from './task.read-model.ts';

@Controller()
export class TasksController {
  constructor(
    private readonly definitions: TaskDefinitions,
    private readonly tasks: TaskReadModel,
    private readonly forecast: FireTimeForecast,
  ) {}

  @Endpoint(operations.listTasks)
  list(@Input() { query }: InputOf<typeof operations.listTasks>): Promise<Page<Task>> {
    return this.tasks.list(query);
  }

  @Endpoint(operations.putTask)
  async put(@Input() { params, headers, body }: InputOf<typeof operations.putTask>): Promise<Answer<Task>> {
    const { row, isNew } = await this.definitions.put({ name: params.name, definition: body, ifMatch: headers['if-match'] });
    return new Answer(isNew ? 201 : 200, toTask(row));
  }

  @Endpoint(operations.getTask)
  get(@Input() { params }: InputOf<typeof operations.getTask>): Promise<Task> {
    return this.tasks.get(params.name);
  }

  @Endpoint(operations.deleteTask)
  remove(@Input() { params, headers }: InputOf<typeof operations.deleteTask>): Promise<void> {
    return this.definitions.remove(params.name, headers['if-match']);
  }

  @Endpoint(operations.pauseTask)
  async pause(@Input() { params }: InputOf<typeof operations.pauseTask>): Promise<Task> {
    return toTask(await this.definitions.setPaused(params.name, true));
  }

  @Endpoint(operations.resumeTask)
  async resume(@Input() { params }: InputOf<typeof operations.resumeTask>): Promise<Task> {
    return toTask(await this.definitions.setPaused(params.name, false));
  }

  @Endpoint(operations.getNextFireTimes)
  async nextFireTimes(@Input() { params: { name }, query: { count } }: InputOf<typeof operations.getNextFireTimes>): Promise<NextFireTimes> {
    await this.tasks.get(name);
    return { items: await this.forecast.of({ kind: 'TASK', name }, count) };
  }
}
