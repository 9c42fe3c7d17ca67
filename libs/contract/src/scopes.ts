import { z } from 'zod';

/** What a token may allow, each with what it opens (wire contract, section 1, "Tokens"). */
const MEANING_OF_SCOPES = {
  'tasks:read': 'Read tasks, groups, calendars and next fire times.',
  'tasks:write': 'Change tasks, groups and calendars, pause and resume them.',
  'runs:read': 'Read runs, group runs, their events, occurrences and nodes.',
  'runs:write': 'Start, cancel and retry runs.',
  'runs:report': 'Report on a run as its target.',
  'messages:publish': 'Announce events.',
  'alerts:read': 'Read alerts.',
  'alerts:write': 'Acknowledge alerts.',
  'datasets:read': 'Read datasets and their live rows.',
  'extracts:read': 'Ask for extracts, read manifests and parts.',
  'extracts:write': 'Ask for a new revision of an extract.',
  'business-dates:close': 'Close a business date and read its state.',
  'files:read': 'Read files, sync jobs, file syncs, differences and rejected rows.',
  'files:write': 'Define files, release, roll back and replay.',
  'syncs:run': 'Dispatch and cancel syncs, verify files.',
  'outputs:read': 'Read outputs.',
} as const;

export type Scope = keyof typeof MEANING_OF_SCOPES;

export const SCOPES = Object.keys(MEANING_OF_SCOPES) as [Scope, ...Scope[]];

export const Scope = z.enum(SCOPES).meta({ id: 'Scope' });

/** One sentence on what a scope opens. */
export const meaningOfScope = (scope: Scope): string => MEANING_OF_SCOPES[scope];

/** Splits the `scope` claim of a token; words that are no scope of ours grant nothing. */
export function parseScopes(claim: string): Set<Scope> {
  return new Set(claim.split(' ').filter((word): word is Scope => Object.hasOwn(MEANING_OF_SCOPES, word)));
}
