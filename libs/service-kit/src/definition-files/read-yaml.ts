import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

/** What is wrong with a definition, and where in it. */
export interface FieldProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The same for a person with an editor. Lines count from 1. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

export type Definition<T> = { readonly value: T; readonly problems: readonly [] } | { readonly value: undefined; readonly problems: readonly LineProblem[] };

/**
 * Reads a definition that a person wrote as YAML.
 * @param schema its shape
 * @param check every rule that the shape does not say; only asked of a definition whose shape is right
 * @returns the definition, or all that is wrong with it at once, each with its line
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>, check: (value: T) => readonly FieldProblem[]): Definition<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const wrong = (problems: readonly (readonly [offset: number, message: string])[]): Definition<T> =>
    ({ value: undefined, problems: problems.map(([offset, message]) => ({ line: lines.linePos(offset).line, message })) });
  if (document.errors.length > 0) return wrong(document.errors.map((error) => [error.pos[0], firstLine(error.message)]));
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) return wrong(parsed.error.issues.flatMap((issue) => issueProblems(document, issue)));
  const problems = check(parsed.data);
  return problems.length > 0 ? wrong(problems.map(({ path, message }) => [offsetOf(document, path), message])) : { value: parsed.data, problems: [] };
}

const firstLine = (text: string): string => text.split('\n', 1)[0]?.replace(/ at line .*$/, '') ?? text;

type Path = readonly PropertyKey[];

function issueProblems(document: Document, issue: z.core.$ZodIssue): [offset: number, message: string][] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => [keyOffset(document, [...issue.path, key]), `${[...issue.path, key].join('.')} is not a known setting`]);
  }
  const message = issue.message.endsWith('received undefined') ? 'is missing' : issue.message;
  return [[offsetOf(document, issue.path), `${issue.path.join('.') || 'the file'} ${message}`]];
}

/** Where the value at the path begins; of a value that is not there, where the nearest thing around it begins. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: Path): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return (isNode(pair?.key) && pair.key.range?.[0]) || offsetOf(document, path);
}
