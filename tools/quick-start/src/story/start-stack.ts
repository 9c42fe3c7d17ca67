import { SERVICES, type ServiceName } from '@syncline/contract';
import type { LocalPostgres } from '@syncline/local-postgres';
import { type Installation, urlOf } from '@syncline/syncline-cli';
import type { Narrator } from '../console/narrator.ts';
import type { Home } from '../home/home.ts';
import type { Stack } from '../stack/stack.ts';
import { fillGoldenSource } from './fill-golden-source.ts';

/** The database, then side by side: the golden source is filled, and each service is migrated and started. */
export async function startStack(stack: Stack, installation: Installation, home: Home, narrator: Narrator): Promise<LocalPostgres> {
  const server = await narrator.step(
    'starting PostgreSQL',
    () => stack.startPostgres(),
    ({ port, dataFolder }) => `PostgreSQL runs on port ${port}${dataFolder.startsWith(home.path) ? '' : `, its files are in ${dataFolder}`}`,
  );
  await Promise.all([fillGoldenSource(server, narrator), ...SERVICES.map((service) => startService(service, server, stack, installation, narrator))]);
  return server;
}

async function startService(service: ServiceName, server: LocalPostgres, stack: Stack, installation: Installation, narrator: Narrator): Promise<void> {
  await narrator.step(
    `starting ${service}`,
    async () => {
      await stack.migrate(service, server);
      return stack.startService(service, server);
    },
    (pid) => `${service} is migrated and ready on ${urlOf(installation, service)} (process ${pid})`,
  );
}
