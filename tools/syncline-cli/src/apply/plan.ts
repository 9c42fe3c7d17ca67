import type { OperationSpec } from '@syncline/contract';
import type { ServiceClient } from '../api/service-client.ts';
import { ServiceRefused } from '../api/service-errors.ts';
import { type Definition, type DefinitionDocument, type Kind, KINDS, kindTable } from '../definitions/kinds.ts';
import { type Change, diff } from './diff.ts';

/** What the platform has now under a name. */
export interface PresentDefinition {
  readonly version: number;
  readonly body: Record<string, unknown>;
}

/** What applying one definition means, seen against one version of what is there. */
export interface PlannedDefinition {
  readonly document: DefinitionDocument;
  readonly present: PresentDefinition | null;
  readonly action: 'CREATE' | 'CHANGE' | 'NONE';
  /** Field by field, defaults filled in on both sides. */
  readonly changes: readonly Change[];
}

/** Compares what is wanted with what is there, in the order in which it must be applied. Changes nothing. */
export async function plan(platform: ServiceClient, documents: readonly DefinitionDocument[]): Promise<PlannedDefinition[]> {
  const planned: PlannedDefinition[] = [];
  for (const document of inOrder(documents)) {
    const present = await find(platform, document.kind, document.body.name);
    const changes = diff(present?.body ?? {}, document.body);
    planned.push({ document, present, changes, action: present === null ? 'CREATE' : changes.length === 0 ? 'NONE' : 'CHANGE' });
  }
  return planned;
}

/** Calendars, then tasks, then groups; within a kind as the files have them. */
export const inOrder = (documents: readonly DefinitionDocument[]): DefinitionDocument[] => documents.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));

async function find(platform: ServiceClient, kind: Kind, name: string): Promise<PresentDefinition | null> {
  try {
    const resource = (await platform.call(kindTable[kind].get as OperationSpec, { params: { name } })) as Definition & { version: number };
    return { version: resource.version, body: bodyOf(kind, resource) };
  } catch (error) {
    if (error instanceof ServiceRefused && error.status === 404) return null;
    throw error;
  }
}

/** The part of a resource that its definition consists of; version, times and pause are the platform's. */
function bodyOf(kind: Kind, resource: object): Record<string, unknown> {
  const fields = new Set(Object.keys(kindTable[kind].schema.shape));
  return Object.fromEntries(Object.entries(resource).filter(([name]) => fields.has(name)));
}
