import { jsonDigest, stableJson, type Column } from '@syncline/contract';
import type { DatasetDefinition, ViewDefinition } from './dataset-definition.ts';
import { isWidened } from './type-change.ts';

/**
 * What makes two definitions of a dataset different for those who read it. Where the rows come from, how they are cut into
 * parts and stored, and who may see them is not among it: the owner moves a table without telling anybody.
 */
export interface DatasetChange {
  /** Where in the new file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** A reader loses something that it was promised, or a date that was sealed could not be sealed again (ADR 15). */
  readonly isBreaking: boolean;
}

/** Equal if and only if nothing changed for readers. */
export const shapeDigest = ({ key, columns, businessDate, controlTotals, views }: DatasetDefinition): string =>
  jsonDigest({ key, columns, hasBusinessDate: businessDate !== undefined, controlTotals, views });

/** All that changed for readers, in the order of the file. */
export function datasetChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  return [...keyChanges(before, after), ...businessDateChanges(before, after), ...columnChanges(before, after), ...controlTotalChanges(before, after), ...viewChanges(before, after)];
}

const breaks = (path: DatasetChange['path'], message: string): DatasetChange => ({ path, message, isBreaking: true });
const differs = (path: DatasetChange['path'], message: string): DatasetChange => ({ path, message, isBreaking: false });
const isSame = (one: unknown, other: unknown): boolean => stableJson(one) === stableJson(other);

function keyChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  return isSame(before.key, after.key) ? [] : [breaks(['key'], `the key was (${before.key.join(', ')}) and is (${after.key.join(', ')})`)];
}

function businessDateChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  if ((before.businessDate === undefined) === (after.businessDate === undefined)) return [];
  return [breaks(['businessDate'], after.businessDate === undefined ? 'the dataset has no business date any more' : 'the dataset has a business date now')];
}

function columnChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  const dropped = before.columns.filter(({ name }) => !after.columns.some((column) => column.name === name));
  const kept = after.columns.flatMap((column, index) => {
    const old = before.columns.find(({ name }) => name === column.name);
    return old === undefined ? [differs(['columns', index], `the column ${column.name} is new`)] : columnChange(old, column, ['columns', index]);
  });
  return [...dropped.map(({ name }) => breaks(['columns'], `the column ${name} is dropped`)), ...kept, ...orderChanges(before, after)];
}

function columnChange(before: Column, after: Column, path: DatasetChange['path']): DatasetChange[] {
  const type = `the column ${after.name} was ${before.type} and is ${after.type}`;
  return [
    ...(before.type === after.type ? [] : [isWidened(before.type, after.type) ? differs([...path, 'type'], type) : breaks([...path, 'type'], type)]),
    ...(!before.nullable && after.nullable ? [breaks([...path, 'nullable'], `the column ${after.name} was never null and may be null`)] : []),
    ...(before.nullable && !after.nullable ? [differs([...path, 'nullable'], `the column ${after.name} may not be null any more`)] : []),
  ];
}

function orderChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  const namesIn = (one: DatasetDefinition, other: DatasetDefinition): string[] => one.columns.map(({ name }) => name).filter((name) => other.columns.some((column) => column.name === name));
  return isSame(namesIn(before, after), namesIn(after, before)) ? [] : [differs(['columns'], 'the columns stand in another order')];
}

function controlTotalChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  const dropped = before.controlTotals.filter(({ name }) => !after.controlTotals.some((total) => total.name === name));
  return [
    ...dropped.map(({ name }) => differs(['controlTotals'], `the control total ${name} is dropped`)),
    ...after.controlTotals.flatMap((total, index) => {
      const old = before.controlTotals.find(({ name }) => name === total.name);
      if (old === undefined) return [differs(['controlTotals', index], `the control total ${total.name} is new`)];
      return isSame(old, total) ? [] : [differs(['controlTotals', index], `the control total ${total.name} was the ${old.kind} of ${old.column} and is the ${total.kind} of ${total.column}`)];
    }),
  ];
}

function viewChanges(before: DatasetDefinition, after: DatasetDefinition): DatasetChange[] {
  const dropped = Object.keys(before.views).filter((name) => !Object.hasOwn(after.views, name));
  return [
    ...dropped.map((name) => breaks(['views'], `the view ${name} is dropped`)),
    ...Object.entries(after.views).flatMap(([name, view]) => {
      const old = before.views[name];
      return old === undefined ? [differs(['views', name], `the view ${name} is new`)] : viewChange(name, old, view, after);
    }),
  ];
}

function viewChange(name: string, before: ViewDefinition, after: ViewDefinition, { columns }: DatasetDefinition): DatasetChange[] {
  const path = ['views', name];
  const isShown = (view: ViewDefinition, column: string): boolean => view.columns?.includes(column) ?? true;
  const hidden = columns.filter((column) => isShown(before, column.name) && !isShown(after, column.name));
  const isWider = columns.some((column) => !isShown(before, column.name) && isShown(after, column.name));
  return [
    ...hidden.map((column) => breaks([...path, 'columns'], `the view ${name} does not show the column ${column.name} any more`)),
    ...(isWider ? [differs([...path, 'columns'], `the view ${name} shows more columns`)] : []),
    ...(before.where === after.where ? [] : [differs([...path, 'where'], `the view ${name} shows other rows`)]),
    ...(isSame(before.mask, after.mask) ? [] : [differs([...path, 'mask'], `the view ${name} masks otherwise`)]),
  ];
}
