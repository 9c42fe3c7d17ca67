import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileDefinition } from '@syncline/contract';
import { type DefinitionDocument, readDefinitions } from '@syncline/syncline-cli';
import { parse } from 'yaml';
import type { InstanceUrls } from '../config/service-config.ts';
import { type ProviderName, PROVIDERS } from '../stack/instances.ts';

/** Beside `src` and `dist`, so that both find it. */
const folder = fileURLToPath(new URL('../../definitions/', import.meta.url));

/** A file a dataset that the provider gives out. */
export const catalogueOf = (provider: ProviderName): string[] => yamlFiles(join(folder, 'catalogue', provider));

/** A file an output of the consumer. */
export const outputFiles = (): string[] => filesIn(join(folder, 'outputs'), '.sql');

/** What they are called: as their files are. */
export const outputNames = (): string[] => outputFiles().map((path) => basename(path, '.sql'));

/** A file as the consumer takes it, and from whom. */
export interface SourcedFile {
  readonly definition: FileDefinition;
  readonly provider: ProviderName;
}

/** The files of the consumer, in the order of their names. */
export const loadFiles = (urls: InstanceUrls): SourcedFile[] => yamlFiles(join(folder, 'files')).map((path) => sourced(FileDefinition.parse(parse(withUrls(readFileSync(path, 'utf8'), urls))), urls));

/** The tasks and the group of the platform, as `syncline apply` reads them. */
export const loadScheduling = (urls: InstanceUrls): DefinitionDocument[] => readDefinitions([join(folder, 'scheduling')], urls);

function sourced(definition: FileDefinition, urls: InstanceUrls): SourcedFile {
  const provider = PROVIDERS.find((name) => urls[name] === definition.source.url);
  if (provider === undefined) throw new Error(`${definition.name} is taken from ${definition.source.url}, which is none of the providers`);
  return { definition, provider };
}

/** Definitions name instances, not ports: `${data-provider}` stands for its URL. */
function withUrls(text: string, urls: InstanceUrls): string {
  return Object.entries(urls).reduce((replaced, [instance, url]) => replaced.replaceAll(`\${${instance}}`, url), text);
}

const yamlFiles = (path: string): string[] => filesIn(path, '.yaml');

const filesIn = (path: string, ending: string): string[] => readdirSync(path).filter((name) => name.endsWith(ending)).toSorted().map((name) => join(path, name));
