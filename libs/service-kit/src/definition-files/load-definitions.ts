import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import type { Definition } from './read-yaml.ts';

export interface DefinitionFolder<T> {
  /** Of the service, for the message. */
  readonly service: string;
  readonly folder: string;
  /** Which files of the folder are definitions; others are left alone. */
  readonly files: RegExp;
  readonly read: (text: string, file: string) => Definition<T>;
  /** Such as `output`, for the message. */
  readonly what: string;
}

/** Longest definition in bytes: a person wrote it. */
const LONGEST = 1024 * 1024;

/**
 * Reads the definitions of a folder, one a file.
 * @returns them by the name that they give themselves
 * @throws ConfigError with all problems of all files at once, each with file and line
 */
export async function loadDefinitions<T extends { readonly name: string }>({ service, folder, files, read, what }: DefinitionFolder<T>): Promise<Map<string, T>> {
  const problems: string[] = [];
  const found = new Map<string, T>();
  for (const file of (await listFiles(service, folder)).filter((name) => files.test(name)).sort()) {
    const text = await readText(join(folder, file));
    if (text instanceof Error) {
      problems.push(`${file}: cannot be read: ${text.message}`);
      continue;
    }
    const definition = read(text, file);
    problems.push(...definition.problems.map(({ line, message }) => `${file}:${line}: ${message}`));
    if (definition.value === undefined) continue;
    if (found.has(definition.value.name)) problems.push(`${file}:1: the ${what} ${definition.value.name} is defined in another file as well`);
    else found.set(definition.value.name, definition.value);
  }
  if (problems.length > 0) throw new ConfigError(service, problems);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function listFiles(service: string, folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new ConfigError(service, [`${folder}: cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

async function readText(path: string): Promise<string | Error> {
  try {
    if ((await stat(path)).size > LONGEST) return new Error('it is larger than 1 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
