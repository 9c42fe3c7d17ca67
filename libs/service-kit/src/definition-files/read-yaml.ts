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

/** A definition that can still be asked where a part of it stands, for what is found wrong with it later. */
export type YamlDefinition<T> = Definition<T> & {
  /** The line of the value at the path; of a value that is not there, of the nearest thing around it. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
};

/**
 * Reads a definition that a person wrote as YAML.
 * @param schema its shape
 * @param check every rule that the shape does not say; only asked of a definition whose shape is right
 * @returns the definition, or all that is wrong with it at once, each with its line
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>, check: (value: T) => readonly FieldProblem[]): YamlDefinition<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const lineOf = (path: Path): number => lineAt(offsetOf(document, path));
  const wrong = (problems: readonly (readonly [offset: number, message: string])[]): YamlDefinition<T> =>
    ({ value: undefined, problems: problems.map(([offset, message]) => ({ line: lineAt(offset), message })), lineOf });
  const slips = [...document.errors, ...document.warnings];
  if (slips.length > 0) return wrong(slips.map((slip) => [slip.pos[0], firstLine(slip.message)]));
  const content = contentOf(document);
  if (content instanceof Error) return wrong([[0, firstLine(content.message)]]);
  const parsed = schema.safeParse(content);
  if (!parsed.success) return wrong(parsed.error.issues.flatMap((issue) => issueProblems(document, issue)));
  const problems = check(parsed.data);
  return problems.length > 0 ? wrong(problems.map(({ path, message }) => [offsetOf(document, path), message])) : { value: parsed.data, problems: [], lineOf };
}

/** What the document says; an error where its aliases would unfold to more than anybody writes. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
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
