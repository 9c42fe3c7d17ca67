import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileDefinition } from '@syncline/contract';
import { type DefinitionDocument, readDefinitions } from '@syncline/syncline-cli';
import { parse } from 'yaml';
import type { ServiceUrls } from '../config/service-config.ts';

/** Beside `src` and `dist`, so that both find it. */
const folder = fileURLToPath(new URL('../../definitions/', import.meta.url));

export const catalogueDefinitions = join(folder, 'catalogue');

/** The files of the consumer, in the order of their names. */
export const loadFiles = (urls: ServiceUrls): FileDefinition[] => yamlFiles(join(folder, 'files')).map((path) => FileDefinition.parse(parse(withUrls(readFileSync(path, 'utf8'), urls))));

/** The tasks and the group of the platform, as `syncline apply` reads them. */
export const loadScheduling = (urls: ServiceUrls): DefinitionDocument[] => readDefinitions([join(folder, 'scheduling')], urls);

/** Definitions name services, not ports: `${data-provider}` stands for its URL. */
function withUrls(text: string, urls: ServiceUrls): string {
  return Object.entries(urls).reduce((replaced, [service, url]) => replaced.replaceAll(`\${${service}}`, url), text);
}

export const yamlFiles = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.yaml')).toSorted().map((name) => join(path, name));
