import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@syncline/contract';

/** Where one app that is served alone keeps its things; `keys/operator.pem` lies where `syncline token` looks for it. */
export class ServeFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  key(owner: ServiceName | 'operator'): string {
    return join(this.path, 'keys', `${owner}.pem`);
  }

  get operatorJwks(): string {
    return join(this.path, 'keys', 'operator.jwks.json');
  }

  get config(): string {
    return join(this.path, 'config.yaml');
  }

  get secrets(): string {
    return join(this.path, 'secrets');
  }

  get postgres(): string {
    return join(this.path, 'postgres');
  }

  get catalogue(): string {
    return join(this.path, 'catalogue');
  }

  get extracts(): string {
    return join(this.path, 'extracts');
  }

  make(): void {
    for (const name of ['keys', 'secrets']) mkdirSync(join(this.path, name), { recursive: true, mode: 0o700 });
    for (const name of ['catalogue', 'extracts']) mkdirSync(join(this.path, name), { recursive: true });
  }
}
