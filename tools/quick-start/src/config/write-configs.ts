import { existsSync, readFileSync } from 'node:fs';
import { SERVICES, type ServiceName } from '@syncline/contract';
import { type Installation, urlOf } from '@syncline/syncline-cli';
import { parse } from 'yaml';
import { Failure, messageOf } from '../failure.ts';
import type { Home } from '../home/home.ts';
import { writeWhole } from '../home/write-whole.ts';
import { CALLS, serviceConfig, type ServiceUrls } from './service-config.ts';

export function serviceUrls(installation: Installation): ServiceUrls {
  return {
    'scheduling-platform': urlOf(installation, 'scheduling-platform'),
    'data-provider': urlOf(installation, 'data-provider'),
    'data-consumer': urlOf(installation, 'data-consumer'),
  };
}

/**
 * Writes `config/<service>.yaml` where it is missing. A file that is there belongs to the person and is only read: one
 * that was written for other ports would make a service refuse the others, which is said here and not found out later.
 */
export function ensureConfigs(home: Home, urls: ServiceUrls): void {
  for (const service of SERVICES) {
    const path = home.config(service);
    if (!existsSync(path)) writeWhole(path, serviceConfig(service, urls));
    const missing = missingOrigins(service, path, urls);
    if (missing.length > 0) {
      throw new Failure(`${path} does not allow ${missing.join(' and ')} in outbound.allowedOrigins: it was written for other ports. Put the address there, use the ports of before, or delete the file to have it written anew.`, path);
    }
  }
}

function missingOrigins(service: ServiceName, path: string, urls: ServiceUrls): string[] {
  const allowed = allowedOrigins(path);
  return CALLS[service].map((name) => urls[name]).filter((url) => !allowed.includes(url));
}

function allowedOrigins(path: string): unknown[] {
  try {
    const config: unknown = parse(readFileSync(path, 'utf8'));
    const outbound = isRecord(config) ? config['outbound'] : undefined;
    const origins = isRecord(outbound) ? outbound['allowedOrigins'] : undefined;
    return Array.isArray(origins) ? origins : [];
  } catch (error) {
    throw new Failure(`${path} cannot be read as YAML: ${messageOf(error)}`, path, error);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
