import type { DefinitionDocument } from '@syncline/syncline-cli';
import { Failure } from '../failure.ts';
import { type ProviderName, PROVIDERS } from '../stack/instances.ts';

/** What syncs one business date: a task for all files, or a group with a task a file. */
export interface Flow {
  readonly businessDate: string;
  readonly kind: 'task' | 'group';
  readonly name: string;
  /** Whose close starts it. The other providers close when they are ready; files of theirs wait for that. */
  readonly startedBy: ProviderName;
}

/** The flow of a date is whose trigger asks for that date: the definitions say it, and nothing else does. */
export function flowOf(businessDate: string, documents: readonly DefinitionDocument[]): Flow {
  for (const { body, kind } of documents) {
    if (!('triggers' in body)) continue;
    for (const trigger of body.triggers) {
      if (trigger.kind !== 'message' || trigger.filter['/data/businessDate'] !== businessDate) continue;
      const startedBy = PROVIDERS.find((provider) => provider === trigger.source);
      if (startedBy === undefined) throw new Failure(`The trigger of ${body.name} names no provider as its source, so that the close of each would start a run; the definitions of the quick start have been changed.`);
      return { businessDate, kind: kind === 'TaskGroup' ? 'group' : 'task', name: body.name, startedBy };
    }
  }
  throw new Failure(`No task and no group has a trigger for ${businessDate}; the definitions of the quick start have been changed.`);
}
