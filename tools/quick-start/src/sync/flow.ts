import type { DefinitionDocument } from '@syncline/syncline-cli';
import { Failure } from '../failure.ts';

/** What syncs one business date: a task for all files, or a group with a task a file. */
export interface Flow {
  readonly businessDate: string;
  readonly kind: 'task' | 'group';
  readonly name: string;
}

/** The flow of a date is whose trigger asks for that date: the definitions say it, and nothing else does. */
export function flowOf(businessDate: string, documents: readonly DefinitionDocument[]): Flow {
  for (const { body, kind } of documents) {
    if (!('triggers' in body)) continue;
    const isMeant = body.triggers.some((trigger) => trigger.kind === 'message' && trigger.filter['/data/businessDate'] === businessDate);
    if (isMeant) return { businessDate, kind: kind === 'TaskGroup' ? 'group' : 'task', name: body.name };
  }
  throw new Failure(`No task and no group has a trigger for ${businessDate}; the definitions of the quick start have been changed.`);
}
