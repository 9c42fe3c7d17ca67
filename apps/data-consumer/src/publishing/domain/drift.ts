import type { Column, FileDefinition, Manifest } from '@syncline/contract';
import { SyncFailure } from '../../file-syncs/domain/sync-failure.ts';

export type Shape = Pick<Manifest, 'columns' | 'key'>;

/** In what a dataset is no longer what a table was made from: one sentence each, and whether adding columns is enough. */
export interface Drift {
  readonly changes: readonly string[];
  /** Columns that the table lacks; null where they are not all that changed. */
  readonly addable: readonly Column[] | null;
}

/** Compares column by column. New columns may stand anywhere; those that were there must keep their order. */
export function driftOf(published: Shape, incoming: Shape): Drift {
  const before = new Map(published.columns.map((column) => [column.name, column]));
  const after = new Set(incoming.columns.map(({ name }) => name));
  const added = incoming.columns.filter(({ name }) => !before.has(name));
  const breaking = [
    ...published.columns.filter(({ name }) => !after.has(name)).map(({ name }) => `${name} was dropped`),
    ...incoming.columns.flatMap((column) => columnChanges(before.get(column.name), column)),
    ...(published.key.join() === incoming.key.join() ? [] : [`the key was ${published.key.join(', ')} and is ${incoming.key.join(', ')}`]),
    ...orderChange(published, incoming),
    ...added.filter(({ nullable }) => !nullable).map(({ name, type }) => `${name} (${type}) was added and cannot be NULL`),
  ];
  const harmless = added.filter(({ nullable }) => nullable);
  return {
    changes: [...breaking, ...harmless.map(({ name, type }) => `${name} (${type}) was added`)],
    addable: breaking.length === 0 ? harmless : null,
  };
}

/**
 * What to add to a table before it can take a manifest: nothing where nothing changed.
 * @throws SyncFailure SCHEMA_DRIFT naming every change, where the file does not allow it or columns alone do not mend it
 */
export function columnsToAdd(published: Shape, incoming: Shape, policy: FileDefinition['schemaDrift']): readonly Column[] {
  const { changes, addable } = driftOf(published, incoming);
  if (changes.length === 0) return [];
  if (policy === 'ADD_COLUMNS' && addable !== null) return addable;
  const rule = policy === 'ADD_COLUMNS' ? ' Only columns that may be NULL are added.' : '';
  throw new SyncFailure('SCHEMA_DRIFT', `The dataset is no longer what the published table was made from: ${changes.join('; ')}.${rule}`);
}

function columnChanges(before: Column | undefined, after: Column): string[] {
  if (before === undefined) return [];
  return [
    ...(before.type === after.type ? [] : [`${after.name} was ${before.type} and is ${after.type}`]),
    ...(before.nullable === after.nullable ? [] : [after.nullable ? `${after.name} may be NULL now` : `${after.name} cannot be NULL any more`]),
  ];
}

function orderChange(published: Shape, incoming: Shape): string[] {
  const [before, after] = [published, incoming].map(({ columns }) => columns.map(({ name }) => name));
  const kept = (list: readonly string[] | undefined, others: readonly string[] | undefined): string => (list ?? []).filter((name) => others?.includes(name)).join(', ');
  return kept(before, after) === kept(after, before) ? [] : [`the order of columns was ${kept(before, after)} and is ${kept(after, before)}`];
}
