import { ConfigError } from '../config/config-error.ts';
import type { BaseConfig } from '../config/service-config.ts';
import { createPino } from '../logging/create-pino.ts';
import { Logger } from '../logging/logger.ts';
import { createServiceApp } from './create-service-app.ts';
import type { ServiceDefinition } from './service-definition.ts';
import { openDatabase } from './service-parts.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/**
 * The whole of a `main.ts`: without arguments the service runs until it is told to stop, `migrate` brings the schema
 * up to date and ends. Exit code 1 when it could not start, with the reason on standard error.
 */
export async function runService<Config extends BaseConfig>(definition: ServiceDefinition<Config>, argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    if (argv.length === 0) await serve(definition);
    else if (argv.length === 1 && argv[0] === 'migrate') await migrate(definition);
    else throw new Error(`${definition.name} knows one command, "migrate"; without one it serves.`);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
    // What was opened before the failure would keep the process alive.
    process.exit(1);
  }
}

async function serve<Config extends BaseConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  const config = definition.loadConfig();
  const app = await createServiceApp(definition, { config });
  stopOnSignal(app);
  await app.listen(config.port, config.host);
  app.get(Logger).info({ url: await app.getUrl(), publicUrl: config.publicUrl, version: definition.version }, `${config.service} is listening`);
}

async function migrate<Config extends BaseConfig>(definition: ServiceDefinition<Config>): Promise<void> {
  const config = definition.loadConfig();
  const database = await openDatabase(definition, config, createPino({ ...config.log, base: { service: config.service } }));
  try {
    const ran = (await database?.migrate()) ?? [];
    process.stdout.write(ran.length === 0 ? 'The schema is up to date.\n' : `Migrated: ${ran.join(', ')}\n`);
  } finally {
    await database?.close();
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

