import type { Column } from '@syncline/contract';
import { controlTotalProblem, isCanonical, parseColumnType } from '@syncline/extract-format';
import { DEFAULT_VIEW, viewNamesOf, type DatasetDefinition, type ViewDefinition } from './dataset-definition.ts';

/** What is wrong with a dataset, and where in its file. */
export interface DatasetProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Every rule that the shape of a catalogue file does not say. None broken: every name in the dataset means something. */
export function checkDataset(dataset: DatasetDefinition): DatasetProblem[] {
  return [
    ...dataset.columns.flatMap((column, index) => columnProblems(dataset, column, index)),
    ...dataset.key.flatMap((name, index) => keyProblems(dataset, name, index)),
    ...businessDateProblems(dataset),
    ...controlTotalProblems(dataset),
    ...Object.entries(dataset.views).flatMap(([name, view]) => viewProblems(dataset, name, view)),
    ...accessProblems(dataset),
  ];
}

const problem = (path: DatasetProblem['path'], message: string): DatasetProblem => ({ path, message });
const find = (dataset: DatasetDefinition, name: string): Column | undefined => dataset.columns.find((column) => column.name === name);
const isRepeated = (names: readonly string[], index: number): boolean => names.indexOf(names[index] ?? '') < index;

function typeProblem(text: string): string | null {
  try {
    parseColumnType(text);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function columnProblems({ columns }: DatasetDefinition, { name, type }: Column, index: number): DatasetProblem[] {
  const wrong = typeProblem(type);
  return [
    ...(wrong === null ? [] : [problem(['columns', index, 'type'], wrong)]),
    // No object keeps a member of this name as one of its own, so a mask of such a column would be lost.
    ...(name === '__proto__' ? [problem(['columns', index, 'name'], 'a column cannot be called __proto__')] : []),
    ...(isRepeated(columns.map((column) => column.name), index) ? [problem(['columns', index, 'name'], `the column ${name} is there twice`)] : []),
  ];
}

function keyProblems(dataset: DatasetDefinition, name: string, index: number): DatasetProblem[] {
  const path = ['key', index];
  const column = find(dataset, name);
  if (column === undefined) return [problem(path, `the key column ${name} is not one of the columns`)];
  return [
    ...(column.nullable ? [problem(path, `the key column ${name} must not be nullable`)] : []),
    ...(column.type === 'json' ? [problem(path, `the key column ${name} is json, which has no order`)] : []),
    ...(isRepeated(dataset.key, index) ? [problem(path, `the key column ${name} is there twice`)] : []),
  ];
}

function businessDateProblems(dataset: DatasetDefinition): DatasetProblem[] {
  if (dataset.businessDate === undefined || find(dataset, dataset.businessDate) === undefined) return [];
  return [problem(['businessDate'], `${dataset.businessDate} selects the rows and so cannot be one of the columns as well`)];
}

function controlTotalProblems(dataset: DatasetDefinition): DatasetProblem[] {
  const names = dataset.controlTotals.map(({ name }) => name);
  return dataset.controlTotals.flatMap(({ name, kind, column: columnName }, index) => {
    const column = find(dataset, columnName);
    if (column === undefined) return [problem(['controlTotals', index, 'column'], `there is no column ${columnName}`)];
    const wrong = typeProblem(column.type) === null ? controlTotalProblem(kind, column) : null;
    return [
      ...(wrong === null ? [] : [problem(['controlTotals', index, 'kind'], wrong)]),
      ...(isRepeated(names, index) ? [problem(['controlTotals', index, 'name'], `the control total ${name} is there twice`)] : []),
    ];
  });
}

function viewProblems(dataset: DatasetDefinition, name: string, view: ViewDefinition): DatasetProblem[] {
  const path = ['views', name];
  if (name === DEFAULT_VIEW) return [problem(path, 'the view default is always everything and cannot be defined')];
  return [
    ...(view.columns ?? []).flatMap((column, index) => (find(dataset, column) ? [] : [problem([...path, 'columns', index], `there is no column ${column}`)])),
    ...dataset.key.filter((key) => view.columns?.includes(key) === false).map((key) => problem([...path, 'columns'], `the key column ${key} cannot be hidden`)),
    ...Object.entries(view.mask).flatMap(([column, mask]) => maskProblems(dataset, view, [...path, 'mask', column], column, mask)),
  ];
}

function maskProblems(dataset: DatasetDefinition, view: ViewDefinition, path: DatasetProblem['path'], name: string, mask: string | null): DatasetProblem[] {
  const column = find(dataset, name);
  if (column === undefined || view.columns?.includes(name) === false) return [problem(path, `the view has no column ${name}`)];
  if (dataset.key.includes(name)) return [problem(path, `the key column ${name} cannot be masked`)];
  if (mask === null) return column.nullable ? [] : [problem(path, `the column ${name} is not nullable and cannot be masked by null`)];
  if (typeProblem(column.type) !== null || isCanonical(parseColumnType(column.type), mask)) return [];
  return [problem(path, `${JSON.stringify(mask)} is not the canonical text of a ${column.type}`)];
}

function accessProblems(dataset: DatasetDefinition): DatasetProblem[] {
  const clients = (dataset.access ?? []).map(({ issuer, clientId }) => JSON.stringify([issuer, clientId]));
  return (dataset.access ?? []).flatMap(({ view, clientId }, index) => [
    ...(viewNamesOf(dataset).includes(view) ? [] : [problem(['access', index, 'view'], `there is no view ${view}`)]),
    ...(isRepeated(clients, index) ? [problem(['access', index], `${clientId} is named twice: a client sees one view`)] : []),
  ]);
}
