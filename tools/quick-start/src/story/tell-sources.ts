import { enumerate } from '@syncline/syncline-cli';
import { PROVIDERS } from '../stack/instances.ts';
import type { SourcedFile } from '../sync/definitions.ts';
import { namesOf, type SyncContext } from './sync-context.ts';

/** A line a provider: which files come from there, and how the consumer shows who it is. */
export function tellSources({ files, narrator }: SyncContext): void {
  for (const provider of PROVIDERS) {
    const theirs = files.filter((file) => file.provider === provider);
    if (theirs.length > 0) narrator.good(`${enumerate(namesOf(theirs))} come from ${provider}, by ${authOf(theirs)}`);
  }
}

const authOf = (files: readonly SourcedFile[]): string => enumerate([...new Set(files.map(({ definition }) => definition.source.auth.kind))]);
