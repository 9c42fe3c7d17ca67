import { ConfigError, loadDefinitions, readYaml, type Definition } from '@syncline/service-kit';
import { CatalogueFile } from './catalogue-file.ts';
import { checkDataset } from './domain/check-dataset.ts';
import type { DatasetDefinition } from './domain/dataset-definition.ts';

/** A dataset, and where it is written down. */
export interface LoadedDataset {
  readonly name: string;
  readonly dataset: DatasetDefinition;
  /** `cities.yaml:7: message`, for what turns out to be wrong at the path. */
  readonly at: (path: readonly (string | number)[], message: string) => string;
}

/**
 * Reads every `*.yaml` of the folder, a dataset a file. A folder without any is refused: it is far more often the wrong
 * folder than a provider that offers nothing, and would close business dates with nothing in them.
 * @returns by name
 * @throws ConfigError with all problems of all files at once, each with file and line
 */
export async function loadCatalogue(folder: string): Promise<LoadedDataset[]> {
  const loaded = await loadDefinitions<LoadedDataset>({ service: 'data-provider', folder, files: /\.ya?ml$/, read: readDataset, what: 'dataset' });
  if (loaded.size === 0) throw new ConfigError('data-provider', [`${folder}: has no dataset (*.yaml)`]);
  return [...loaded.values()];
}

function readDataset(text: string, file: string): Definition<LoadedDataset> {
  const { lineOf, ...read } = readYaml<DatasetDefinition>(text, CatalogueFile, checkDataset);
  if (read.value === undefined) return read;
  const { name } = read.value;
  return { value: { name, dataset: read.value, at: (path, message) => `${file}:${lineOf(path)}: ${message}` }, problems: [] };
}
