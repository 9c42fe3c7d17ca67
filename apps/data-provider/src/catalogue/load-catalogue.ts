import { loadDefinitions, readYaml } from '@syncline/service-kit';
import { Catalogue } from './catalogue.ts';
import { CatalogueFile } from './catalogue-file.ts';
import { checkDataset } from './domain/check-dataset.ts';
import type { DatasetDefinition } from './domain/dataset-definition.ts';

/**
 * Reads every `*.yaml` of the folder, a dataset a file.
 * @throws ConfigError with all problems of all files at once, each with file and line
 */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const read = (text: string) => readYaml<DatasetDefinition>(text, CatalogueFile, checkDataset);
  const datasets = await loadDefinitions({ service: 'data-provider', folder, files: /\.ya?ml$/, read, what: 'dataset' });
  return new Catalogue([...datasets.values()]);
}
