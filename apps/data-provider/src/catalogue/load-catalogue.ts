import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Catalogue } from './catalogue.ts';
import { CatalogueError } from './catalogue-error.ts';
import { readCatalogueFile } from './read-catalogue-file.ts';

/**
 * Reads every `*.yaml` of the folder, a dataset a file.
 * @throws CatalogueError with all problems of all files at once
 */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const names = (await listFiles(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const files = await Promise.all(names.map(async (name) => ({ name, ...readCatalogueFile(name, await readFile(join(folder, name), 'utf8')) })));
  const problems = files.flatMap((file) => file.problems);
  const datasets = files.flatMap(({ dataset }) => dataset ?? []);
  for (const [index, { name }] of datasets.entries()) {
    const first = datasets.findIndex((dataset) => dataset.name === name);
    if (first < index) problems.push(`${files.find((file) => file.dataset === datasets[index])?.name}:1: the dataset ${name} is defined in another file as well`);
  }
  if (problems.length > 0) throw new CatalogueError(problems);
  return new Catalogue(datasets);
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new CatalogueError([`${folder}: cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
