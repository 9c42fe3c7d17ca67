import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileDefinition, TaskDefinition } from '@syncline/contract';
import { parse } from 'yaml';
import type { ServiceUrls } from '../config/service-config.ts';

/** Beside `src` and `dist`, so that both find it. */
const folder = fileURLToPath(new URL('../../definitions/', import.meta.url));

export const catalogueDefinitions = join(folder, 'catalogue');

/** The files of the consumer, in the order of their names. */
export const loadFiles = (urls: ServiceUrls): FileDefinition[] => load('files', urls).map((definition) => FileDefinition.parse(definition));

/** The one task of the quick start. */
export function loadTask(urls: ServiceUrls): TaskDefinition {
  return TaskDefinition.parse(load('tasks', urls)[0]);
}

function load(kind: 'files' | 'tasks', urls: ServiceUrls): unknown[] {
  return yamlFiles(join(folder, kind)).map((path): unknown => parse(withUrls(readFileSync(path, 'utf8'), urls)));
}

/** Definitions name services, not ports: `${data-provider}` stands for its URL. */
function withUrls(text: string, urls: ServiceUrls): string {
  return Object.entries(urls).reduce((replaced, [service, url]) => replaced.replaceAll(`\${${service}}`, url), text);
}

export const yamlFiles = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.yaml')).toSorted().map((name) => join(path, name));
