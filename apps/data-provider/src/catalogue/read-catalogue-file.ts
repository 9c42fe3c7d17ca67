import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { CatalogueFile } from './catalogue-file.ts';
import { checkDataset } from './domain/check-dataset.ts';
import type { DatasetDefinition } from './domain/dataset-definition.ts';

/** What became of a file: a dataset, or all that is wrong with it, each with its line. */
export type ReadFile = { readonly dataset: DatasetDefinition; readonly problems: [] } | { readonly dataset: undefined; readonly problems: string[] };

/** @param file its name, for the messages */
export function readCatalogueFile(file: string, text: string): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number, message: string): string => `${file}:${lines.linePos(offset).line}: ${message}`;
  const wrong = (problems: string[]): ReadFile => ({ dataset: undefined, problems });
  if (document.errors.length > 0) return wrong(document.errors.map((error) => at(error.pos[0], firstLine(error.message))));
  const parsed = CatalogueFile.safeParse(document.toJS());
  if (!parsed.success) return wrong(parsed.error.issues.flatMap((issue) => issueProblems(document, issue)).map(([offset, message]) => at(offset, message)));
  const problems = checkDataset(parsed.data).map(({ path, message }) => at(offsetOf(document, path), message));
  return problems.length > 0 ? wrong(problems) : { dataset: parsed.data, problems: [] };
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
