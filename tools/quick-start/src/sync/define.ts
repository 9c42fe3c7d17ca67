import { dataConsumerOperations, type FileDefinition, schedulingPlatformOperations, type TaskDefinition } from '@syncline/contract';
import type { Services } from './services.ts';
import { insist } from './watch.ts';

/** Puts the files and the task; the same definition again changes nothing, so every start may do it. */
export async function define(services: Services, files: readonly FileDefinition[], task: TaskDefinition, signal: AbortSignal): Promise<void> {
  for (const file of files) {
    await insist(() => services.consumer.call(dataConsumerOperations.putFile, { params: { name: file.name }, body: file }), signal);
  }
  await insist(() => services.platform.call(schedulingPlatformOperations.putTask, { params: { name: task.name }, body: task }), signal);
}
