import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceName } from '@syncline/syncline-cli';
import { type ProviderName, PROVIDERS } from '../stack/instances.ts';

/** Everything inside `SYNCLINE_HOME`. Only this file knows how it is laid out, so only this file removes things from it. */
export class Home {
  constructor(readonly path: string) {}

  get lock(): string {
    return join(this.path, 'lock');
  }

  get postgres(): string {
    return join(this.path, 'postgres');
  }

  get keys(): string {
    return join(this.path, 'keys');
  }

  key(owner: InstanceName | 'operator'): string {
    return join(this.keys, `${owner}.pem`);
  }

  get operatorJwks(): string {
    return join(this.keys, 'operator.jwks.json');
  }

  /** What the consumer shows at the provider that takes no tokens of services. */
  get apiKey(): string {
    return join(this.path, 'secrets', API_KEY_NAME);
  }

  config(instance: InstanceName): string {
    return join(this.path, 'config', `${instance}.yaml`);
  }

  catalogue(provider: ProviderName): string {
    return join(this.path, 'catalogue', provider);
  }

  /** Where the consumer finds its outputs. */
  get outputs(): string {
    return join(this.path, 'outputs');
  }

  extracts(provider: ProviderName): string {
    return join(this.path, 'extracts', provider);
  }

  log(process: string): string {
    return join(this.path, 'logs', `${process}.log`);
  }

  pidFile(process: string): string {
    return join(this.path, 'run', `${process}.json`);
  }

  get processes(): string {
    return join(this.path, 'run');
  }

  /** Makes the folders; keys, secrets and configuration are the owner's only. Throws what the file system says. */
  make(): void {
    mkdirSync(this.path, { recursive: true });
    for (const [folder, mode] of Object.entries(FOLDERS)) mkdirSync(join(this.path, folder), { recursive: true, mode });
    for (const provider of PROVIDERS) for (const folder of [this.catalogue(provider), this.extracts(provider)]) mkdirSync(folder, { recursive: true });
  }

  /** Removes what this class lays out, by name: whatever else a person keeps in that folder stays. The lock stays held. */
  async clear(): Promise<void> {
    for (const folder of [...Object.keys(FOLDERS), 'postgres']) await rm(join(this.path, folder), { recursive: true, force: true });
  }
}

/** Its name in `file:<name>` of a definition. */
export const API_KEY_NAME = 'data-provider-2-api-key';

const FOLDERS: Readonly<Record<string, number>> = { keys: 0o700, secrets: 0o700, config: 0o700, catalogue: 0o755, outputs: 0o755, extracts: 0o755, logs: 0o755, run: 0o755 };
