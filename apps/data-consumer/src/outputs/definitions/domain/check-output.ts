import type { Column } from '@syncline/contract';
import { controlTotalProblem, parseColumnType } from '@syncline/extract-format';
import type { OutputHead } from '../output-definition.ts';

/** What is wrong with an output's head, and where in it. */
export interface HeadProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The column that an output's table has beside its own. */
export const DATE_COLUMN = 'business_date';

/** Every rule that the shape of an output's head does not say. None broken: every name in it means something. */
export function checkOutput(head: OutputHead): HeadProblem[] {
  return [
    ...head.columns.flatMap((column, index) => columnProblems(head, column, index)),
    ...head.key.flatMap((name, index) => keyProblems(head, name, index)),
    ...repeated(head.inputs).map((index) => problem(['inputs', index], `the input ${head.inputs[index]} is there twice`)),
    ...head.tieOuts.flatMap((tieOut, index) => tieOutProblems(head, tieOut, index)),
  ];
}

const problem = (path: HeadProblem['path'], message: string): HeadProblem => ({ path, message });

const repeated = (names: readonly string[]): number[] => names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));

function columnProblems({ columns }: OutputHead, { name, type }: Column, index: number): HeadProblem[] {
  // Oracle knows no case in names that nobody quotes.
  const names = columns.map((column) => column.name.toLowerCase());
  const wrong = typeProblem(type);
  return [
    ...(wrong === null ? [] : [problem(['columns', index, 'type'], wrong)]),
    ...(repeated(names).includes(index) ? [problem(['columns', index, 'name'], `the column ${name} is there twice`)] : []),
    ...(names[index] === DATE_COLUMN ? [problem(['columns', index, 'name'], `${DATE_COLUMN} is there in every output and cannot be one of its columns`)] : []),
  ];
}

function keyProblems({ columns, key }: OutputHead, name: string, index: number): HeadProblem[] {
  const path = ['key', index];
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) return [problem(path, `the key column ${name} is not one of the columns`)];
  return [
    ...(column.nullable ? [problem(path, `the key column ${name} must not be nullable`)] : []),
    ...(column.type === 'json' ? [problem(path, `the key column ${name} is json, which has no order`)] : []),
    ...(repeated(key).includes(index) ? [problem(path, `the key column ${name} is there twice`)] : []),
  ];
}

function tieOutProblems({ columns, inputs, tieOuts }: OutputHead, { name, kind, column: of, equals }: OutputHead['tieOuts'][number], index: number): HeadProblem[] {
  const path = ['tieOuts', index];
  const column = columns.find((candidate) => candidate.name === of);
  const wrong = column === undefined ? `the column ${of} is not one of the columns` : typeProblem(column.type) === null ? controlTotalProblem(kind, column) : null;
  return [
    ...(wrong === null ? [] : [problem([...path, 'column'], wrong)]),
    ...(inputs.includes(equals.file) ? [] : [problem([...path, 'equals', 'file'], `the file ${equals.file} is not one of the inputs`)]),
    ...(repeated(tieOuts.map((tieOut) => tieOut.name)).includes(index) ? [problem(path, `there are two tie-outs named ${name}: give one of them a name`)] : []),
  ];
}

function typeProblem(text: string): string | null {
  try {
    parseColumnType(text);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
