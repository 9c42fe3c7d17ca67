import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../run/temporary-folder.ts';

export interface TestEnvironmentOptions {
  /** Default: a database that nobody will find. */
  readonly databaseUrl?: string;
  /** The content of the configuration file; JSON is YAML. */
  readonly file?: object;
  /** Default: a new key. */
  readonly keyFile?: string;
  /** More variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An environment for `loadConfig` or a process: a key, a configuration file and a free port. */
export function testEnvironment({ databaseUrl = 'postgres://nobody@127.0.0.1:1/none', file = {}, keyFile, env = {} }: TestEnvironmentOptions = {}): Record<string, string> {
  const folder = temporaryFolder('config');
  const configFile = join(folder, 'config.yaml');
  writeFileSync(configFile, JSON.stringify(file));
  return {
    DATABASE_URL: databaseUrl,
    SERVICE_KEY_FILE: keyFile ?? newKeyFile(folder),
    CONFIG_FILE: configFile,
    HOST: '127.0.0.1',
    PORT: '0',
    NODE_ID: 'test-node',
    LOG_FORMAT: 'json',
    ...env,
  };
}

function newKeyFile(folder: string): string {
  const keyFile = join(folder, 'key.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return keyFile;
}
