import { dataConsumerOperations, type FileDefinition } from '@syncline/contract';
import { applyPlan, type DefinitionDocument, plan, type ServiceClient } from '@syncline/syncline-cli';
import type { Services } from './services.ts';
import { insist } from './watch.ts';

/** Puts the files, the tasks and the group; the same definitions again change nothing, so every start may do it. */
export async function define(services: Services, files: readonly FileDefinition[], documents: readonly DefinitionDocument[], signal: AbortSignal): Promise<void> {
  for (const file of files) {
    await insist(() => services.consumer.call(dataConsumerOperations.putFile, { params: { name: file.name }, body: file }), signal);
  }
  await insist(() => apply(services.platform, documents), signal);
}

/** What `syncline apply` does, without its talk. */
async function apply(platform: ServiceClient, documents: readonly DefinitionDocument[]): Promise<void> {
  const failure = (await applyPlan(platform, await plan(platform, documents))).find(({ error }) => error !== null)?.error;
  if (failure != null) throw failure;
}
