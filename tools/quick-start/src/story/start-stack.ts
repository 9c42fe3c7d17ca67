import type { LocalPostgres } from '@syncline/local-postgres';
import { type Installation, type InstanceName, INSTANCES, urlOf } from '@syncline/syncline-cli';
import type { Narrator } from '../console/narrator.ts';
import type { Home } from '../home/home.ts';
import { PROVIDERS } from '../stack/instances.ts';
import type { Stack } from '../stack/stack.ts';
import { fillGoldenSource } from './fill-golden-source.ts';

/** The database, then side by side: the golden sources are filled, and each instance starts and migrates its database. */
export async function startStack(stack: Stack, installation: Installation, home: Home, narrator: Narrator): Promise<LocalPostgres> {
  const server = await narrator.step(
    'starting PostgreSQL',
    () => stack.startPostgres(),
    ({ port, dataFolder }) => `PostgreSQL runs on port ${port}${dataFolder.startsWith(home.path) ? '' : `, its files are in ${dataFolder}`}`,
  );
  await Promise.all([
    ...PROVIDERS.map((provider) => fillGoldenSource(provider, server, narrator)),
    ...INSTANCES.map((instance) => startInstance(instance, server, stack, installation, narrator)),
  ]);
  return server;
}

async function startInstance(instance: InstanceName, server: LocalPostgres, stack: Stack, installation: Installation, narrator: Narrator): Promise<void> {
  await narrator.step(
    `starting ${instance}`,
    () => stack.startService(instance, server),
    (pid) => `${instance} is migrated and ready on ${urlOf(installation, instance)} (process ${pid})`,
  );
}
