import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/**
 * A JSON file of an npm package. Read, not imported: a module stays in memory for good, and 17 MB are read once.
 */
export async function readPackageJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(resolve(file), 'utf8')) as T;
}
