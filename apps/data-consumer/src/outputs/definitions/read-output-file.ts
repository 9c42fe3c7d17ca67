import { readYaml, type Definition, type LineProblem } from '@syncline/service-kit';
import { checkOutput } from './domain/check-output.ts';
import { checkQuery } from './domain/query.ts';
import { OutputHead, type OutputDefinition } from './output-definition.ts';

/** A file is a comment that holds YAML, and after it one query. */
const FILE = /^(\s*\/\*)([\s\S]*?)\*\/([\s\S]*)$/;

/** Reads an output: all of it, or all that is wrong with it, each with its line. */
export function readOutputFile(text: string): Definition<OutputDefinition> {
  const [, opening = '', yaml, sql] = FILE.exec(text.replaceAll('\r\n', '\n')) ?? [];
  if (yaml === undefined || sql === undefined) return wrong([{ line: 1, message: 'an output begins with a comment, /* … */, that says in YAML what it is' }]);
  const linesBefore = (part: string): number => part.split('\n').length - 1;
  const head = readYaml(yaml, OutputHead, checkOutput);
  if (head.value === undefined) return wrong(head.problems.map(({ line, message }) => ({ line: line + linesBefore(opening), message })));
  const problems = checkQuery(sql, head.value.inputs, linesBefore(`${opening}${yaml}`) + 1);
  const { description = null, ...rest } = head.value;
  return problems.length > 0 ? wrong(problems) : { value: { ...rest, description, sql: sql.trim() }, problems: [] };
}

const wrong = (problems: readonly LineProblem[]): Definition<OutputDefinition> => ({ value: undefined, problems });
