import { existsSync, readFileSync } from 'node:fs';
import { type InstanceName, INSTANCES } from '@syncline/syncline-cli';
import { parse } from 'yaml';
import { Failure, messageOf } from '../failure.ts';
import type { Home } from '../home/home.ts';
import { writeWhole } from '../home/write-whole.ts';
import { type InstanceUrls, serviceConfig } from './service-config.ts';
import { CALLS, INTRODUCED_BY_KEY, TRUSTED } from './who-may-call-whom.ts';

/**
 * Writes `config/<instance>.yaml` where it is missing. A file that is there belongs to the person and is only read: one
 * that was written for other ports or another API key would make one service refuse another, which is said here, of all
 * files at once, and not found out later.
 * @param apiKeyDigest SHA-256 of the API key as it is now
 */
export function ensureConfigs(home: Home, urls: InstanceUrls, apiKeyDigest: string): void {
  const stale: string[] = [];
  for (const instance of INSTANCES) {
    const path = home.config(instance);
    if (!existsSync(path)) writeWhole(path, serviceConfig(instance, urls, apiKeyDigest));
    const config = readConfig(path);
    stale.push(...[...missingOrigins(instance, config, urls), ...movedIssuers(instance, config, urls)].map((problem) => `${path} ${problem}`));
    if (instance in INTRODUCED_BY_KEY && !digestsIn(config).includes(apiKeyDigest)) {
      throw new Failure(`${path} does not know the key in ${home.apiKey}: one of them was changed without the other. Put the SHA-256 of the key there, or delete the file to have it written anew.`);
    }
  }
  if (stale.length === 0) return;
  throw new Failure(`These settings were written for other ports, or by an earlier version:\n${stale.map((problem) => `    ${problem}`).join('\n')}\n    Use the ports of before, put the addresses there, or delete the files to have them written anew.`);
}

function missingOrigins(instance: InstanceName, config: unknown, urls: InstanceUrls): string[] {
  const allowed = listAt(memberOf(config, 'outbound'), 'allowedOrigins');
  const missing = CALLS[instance].map((name) => urls[name]).filter((url) => !allowed.includes(url));
  return missing.length === 0 ? [] : [`does not allow ${missing.join(' and ')} in outbound.allowedOrigins`];
}

/** Of the others that are trusted those whose keys would be fetched from where they no longer are. */
function movedIssuers(instance: InstanceName, config: unknown, urls: InstanceUrls): string[] {
  return Object.keys(TRUSTED[instance]).flatMap((name) => {
    const entry = listAt(config, 'trustedIssuers').find((issuer) => memberOf(issuer, 'issuer') === `urn:syncline:${name}`);
    const jwksUri = memberOf(entry, 'jwksUri');
    return typeof jwksUri !== 'string' || jwksUri.startsWith(`${urls[name as InstanceName]}/`) ? [] : [`has the keys of ${name} at ${jwksUri}, but it is at ${urls[name as InstanceName]}`];
  });
}

const digestsIn = (config: unknown): unknown[] => listAt(config, 'apiKeys').map((entry) => memberOf(entry, 'sha256'));

function readConfig(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Failure(`${path} cannot be read as YAML: ${messageOf(error)}`, path, error);
  }
}

function listAt(value: unknown, member: string): unknown[] {
  const list = memberOf(value, member);
  return Array.isArray(list) ? list : [];
}

const memberOf = (value: unknown, member: string): unknown => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined);
