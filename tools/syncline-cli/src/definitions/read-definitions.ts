import { DefinitionsWrong, type FileProblem } from './file-problem.ts';
import { findFiles } from './find-files.ts';
import { type DefinitionDocument, titleOf } from './kinds.ts';
import { parseDefinitions, type Variables } from './parse-definitions.ts';
import { readText } from './read-text.ts';

/**
 * All definitions of the files and folders named, in the order in which they were found.
 * @throws DefinitionsWrong with every problem of every file
 */
export function readDefinitions(paths: readonly string[], variables: Variables = {}): DefinitionDocument[] {
  const found = findFiles(paths);
  const problems: FileProblem[] = [];
  const documents: DefinitionDocument[] = [];
  for (const file of found.files) {
    const read = readText(file);
    const parsed = 'text' in read ? parseDefinitions(read.text, file, variables) : { documents: [], problems: [{ file, line: null, detail: read.problem }] };
    documents.push(...parsed.documents);
    problems.push(...parsed.problems);
  }
  problems.push(...duplicates(documents), ...found.problems);
  if (problems.length > 0) throw new DefinitionsWrong(problems);
  return documents;
}

function duplicates(documents: readonly DefinitionDocument[]): FileProblem[] {
  const first = new Map<string, DefinitionDocument>();
  return documents.flatMap((document) => {
    const title = titleOf(document);
    const earlier = first.get(title);
    if (earlier === undefined) first.set(title, document);
    return earlier === undefined ? [] : [{ file: document.file, line: document.line, detail: `${title} is defined a second time; the first is in ${earlier.file}:${earlier.line}` }];
  });
}
