import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DomainError } from '@syncline/contract';
import { parseSecretReference } from './secret-reference.ts';

const MOST_BYTES = 64 * 1024;

export interface SecretStoreOptions {
  /** Reads one environment variable; handed in, because only the configuration reads the environment. */
  readonly environment: (variable: string) => string | undefined;
  /** Folder of `file:` references; undefined: there are none. */
  readonly folder?: string | undefined;
}

/** Resolves references when they are used, so that a rotated secret is taken up without a restart. Nothing is cached or logged. */
export class SecretStore {
  readonly #options: SecretStoreOptions;

  constructor(options: SecretStoreOptions) {
    this.#options = options;
  }

  /** @throws DomainError SECRET_REFERENCE_NOT_ALLOWED for a bad reference, SERVICE_UNAVAILABLE for a secret that is not there */
  async resolve(reference: string): Promise<string> {
    const parsed = parseSecretReference(reference);
    const secret = parsed.kind === 'env' ? this.#options.environment(parsed.variable) : await this.#readFile(parsed.name);
    if (secret === undefined || secret === '') throw new DomainError('SERVICE_UNAVAILABLE', `The secret ${reference} is not there.`, { retryAfterSeconds: 30 });
    return secret;
  }

  async #readFile(name: string): Promise<string | undefined> {
    if (this.#options.folder === undefined) return undefined;
    const folder = await realpath(this.#options.folder).catch(() => undefined);
    const file = folder === undefined ? undefined : await realpath(join(folder, name)).catch(() => undefined);
    if (folder === undefined || file === undefined) return undefined;
    // Links inside the folder are how orchestrators mount secrets; links out of it would hand out the machine's files.
    if (!file.startsWith(folder + sep)) throw new DomainError('SECRET_REFERENCE_NOT_ALLOWED', `The secret file:${name} lies outside the secrets folder.`);
    return readSmallFile(file);
  }
}

/** The text without the line end that editors leave. */
async function readSmallFile(file: string): Promise<string | undefined> {
  const found = await stat(file);
  if (!found.isFile() || found.size > MOST_BYTES) return undefined;
  return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
}
