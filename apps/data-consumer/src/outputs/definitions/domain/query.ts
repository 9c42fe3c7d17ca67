/** What is wrong with a query, and on which line of its file. */
export interface QueryProblem {
  readonly line: number;
  readonly message: string;
}

/** The business date in a query, beside the names of inputs; it cannot be the name of a file, which has no capitals. */
export const BUSINESS_DATE = 'businessDate';

const PLACEHOLDER = /\{\{\s*([\w-]*)\s*\}\}/g;

/** The query with every `{{name}}` replaced. */
export const fillIn = (sql: string, valueOf: (name: string) => string): string => sql.replace(PLACEHOLDER, (_whole, name: string) => valueOf(name));

/**
 * What can be said about a query without a database: it is one, it reads its inputs, and it reads nothing that is not named
 * as one. What it does is its author's business, and the session that runs it can only read.
 * @param firstLine the line of the file on which the query begins, from 1
 */
export function checkQuery(sql: string, inputs: readonly string[], firstLine: number): QueryProblem[] {
  const at = (offset: number, message: string): QueryProblem => ({ line: firstLine + sql.slice(0, offset).split('\n').length - 1, message });
  const used = [...sql.matchAll(PLACEHOLDER)].map((match) => ({ name: match[1] ?? '', offset: match.index }));
  const start = sql.search(/\S/);
  return [
    ...(/^\s*(select|with)\b/i.test(sql) ? [] : [at(Math.max(start, 0), 'the query must begin with select or with')]),
    ...all(sql, /;/g).map((offset) => at(offset, 'the query must be one, without a semicolon')),
    ...all(sql, /\bpublished\s*"?\s*\.|"published"/gi).map((offset) => at(offset, 'name the file as an input and write {{its-name}} instead of a published table')),
    ...used.filter(({ name }) => name !== BUSINESS_DATE && !inputs.includes(name)).map(({ name, offset }) => at(offset, `{{${name}}} is not one of the inputs`)),
    ...inputs.filter((input) => !used.some(({ name }) => name === input)).map((input) => at(Math.max(start, 0), `the input ${input} is not used: write {{${input}}} where its table is meant`)),
  ].sort((a, b) => a.line - b.line);
}

const all = (text: string, pattern: RegExp): number[] => [...text.matchAll(pattern)].map(({ index }) => index);
