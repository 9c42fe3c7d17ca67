import { fieldErrors, isSecretReference, jsonPointer, secretReferencesOf, TaskDefinition } from '@syncline/contract';
import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { FileProblem } from './file-problem.ts';
import { type Definition, type DefinitionDocument, isKind, type Kind, KINDS, kindTable } from './kinds.ts';
import { offsetOf } from './yaml-position.ts';

/** Of one document: each syntax error makes more of them further down. */
const MOST_SYNTAX_ERRORS = 5;

/** Names that may stand as `${name}` in texts, and what stands for them: `data-consumer` for its URL. */
export type Variables = Readonly<Record<string, string>>;

/** What a file says, or what is wrong with it; of a file with problems the good documents are still given, to look for duplicates. */
export interface ParsedFile {
  readonly documents: readonly DefinitionDocument[];
  readonly problems: readonly FileProblem[];
}

/** Reads all documents of one YAML file. Pure: `file` is only a name for messages. */
export function parseDefinitions(text: string, file: string, variables: Variables = {}): ParsedFile {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const documents: DefinitionDocument[] = [];
  const problems: FileProblem[] = [];
  const parsed = parseYaml(text, lines);
  if ('problem' in parsed) return { documents, problems: [{ file, line: null, detail: parsed.problem }] };
  for (const document of parsed.documents) {
    const read = readDocument(document, variables);
    if (read === null) continue;
    const line = lineAt(offsetOf(document, []));
    if ('faults' in read) problems.push(...read.faults.toSorted((a, b) => a.offset - b.offset).map(({ offset, detail }) => ({ file, line: lineAt(offset), detail })));
    else documents.push({ ...read, file, line });
  }
  if (documents.length === 0 && problems.length === 0) problems.push({ file, line: null, detail: 'holds no definition' });
  return { documents, problems };
}

interface Fault {
  readonly offset: number;
  readonly detail: string;
}

type ReadDocument = { readonly kind: Kind; readonly body: Definition } | { readonly faults: readonly Fault[] };

function parseYaml(text: string, lineCounter: LineCounter): { documents: readonly Document[] } | { problem: string } {
  try {
    return { documents: [...parseAllDocuments(text, { lineCounter, prettyErrors: false })] as Document[] };
  } catch (error) {
    // What is nested thousands of levels deep ends the parser's stack.
    return { problem: `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Null for a document that holds nothing, such as one of comments only. */
function readDocument(document: Document, variables: Variables): ReadDocument | null {
  const unreadable = [...document.errors, ...document.warnings].slice(0, MOST_SYNTAX_ERRORS).map(({ pos, message }) => ({ offset: pos[0], detail: message }));
  if (unreadable.length > 0) return { faults: unreadable };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return null;
  if (!isMap(document.contents)) return { faults: [{ offset: offsetOf(document, []), detail: `is no definition: kind (${KINDS.join(', ')}) and the fields of its body are needed` }] };
  const notJson = fillIn(document, variables);
  if (notJson.length > 0) return { faults: notJson };
  return readMap(document);
}

/** Puts the variables in, and finds numbers that JSON cannot carry. */
function fillIn(document: Document, variables: Variables): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Scalar: (_key, node) => {
      const { value, range } = node;
      if (typeof value === 'string') node.value = value.replaceAll(/\$\{([\w-]+)\}/g, (whole, name: string) => variables[name] ?? whole);
      if (typeof value === 'number' && !Number.isFinite(value)) faults.push({ offset: range?.[0] ?? 0, detail: `${String(node.source ?? value)} is no number of JSON` });
    },
  });
  return faults;
}

function readMap(document: Document): ReadDocument {
  const plain = toPlain(document);
  if ('fault' in plain) return { faults: [{ offset: offsetOf(document, []), detail: plain.fault }] };
  const { kind, ...fields } = plain.value;
  if (!isKind(kind)) {
    const detail = kind === undefined ? `kind is missing; it is ${KINDS.join(', ')}` : `kind ${JSON.stringify(kind)} is not known; it is ${KINDS.join(', ')}`;
    return { faults: [{ offset: offsetOf(document, ['kind']), detail }] };
  }
  const read = kindTable[kind].schema.safeParse(fields);
  const errors = read.success ? secretsWrittenDown(read.data) : fieldErrors(read.error);
  if (read.success && errors.length === 0) return { kind, body: read.data };
  return { faults: errors.map(({ pointer, detail }) => ({ offset: offsetOf(document, partsOf(pointer)), detail: `${pointer || '/'} ${detail}` })) };
}

function toPlain(document: Document): { value: Record<string, unknown> } | { fault: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as Record<string, unknown> };
  } catch (error) {
    // Aliases of aliases of aliases: a few lines that would fill the memory.
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** A secret that stands in a file has been given away; its text is not repeated. */
function secretsWrittenDown(body: Definition): { pointer: string; detail: string }[] {
  const task = TaskDefinition.safeParse(body);
  if (!task.success) return [];
  return Object.entries(secretReferencesOf(task.data.target.auth))
    .filter(([, reference]) => !isSecretReference(reference))
    .map(([field]) => ({ pointer: jsonPointer(['target', 'auth', field]), detail: 'is no reference to a secret; write env:SYNCLINE_SECRET_<NAME> or file:<name>, never the secret itself' }));
}

const partsOf = (pointer: string): string[] => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
