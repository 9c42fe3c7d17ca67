import type { DefinitionDocument, Screen } from '@syncline/syncline-cli';
import type { Narrator } from '../console/narrator.ts';
import type { Home } from '../home/home.ts';
import type { SourcedFile } from '../sync/definitions.ts';
import type { Services } from '../sync/services.ts';

/** What the sync of one date needs. */
export interface SyncContext {
  readonly services: Services;
  readonly files: readonly SourcedFile[];
  /** Tasks and groups of the platform. */
  readonly scheduling: readonly DefinitionDocument[];
  readonly home: Home;
  readonly narrator: Narrator;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

export const namesOf = (files: readonly SourcedFile[]): string[] => files.map(({ definition }) => definition.name);
