import { accessSync, constants, copyFileSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { enumerate, type Installation, urlsOf } from '@syncline/syncline-cli';
import { ensureConfigs } from '../config/write-configs.ts';
import type { Narrator } from '../console/narrator.ts';
import { Failure, messageOf } from '../failure.ts';
import type { Home } from '../home/home.ts';
import { ensureApiKey, ensureKeys } from '../home/keys.ts';
import { HomeLock } from '../preflight/home-lock.ts';
import { requireFreePorts } from '../preflight/ports.ts';
import { PROVIDERS } from '../stack/instances.ts';
import { removePostgres } from '../stack/remove-postgres.ts';
import { stopLeftovers } from '../supervisor/leftovers.ts';
import { catalogueOf, outputFiles } from '../sync/definitions.ts';

/** Takes the folder for this process alone; nothing in it is touched before. */
export function takeHome(home: Home): HomeLock {
  try {
    home.make();
    accessSync(home.path, constants.W_OK);
    const lock = HomeLock.take(home.lock);
    if (lock !== null) return lock;
  } catch (error) {
    throw new Failure(`The folder ${home.path} cannot be written to (${messageOf(error)}): set SYNCLINE_HOME to another one.`, null, error);
  }
  throw new Failure(`Another quick start is running on ${home.path}. Stop it, or set SYNCLINE_HOME to another folder.`);
}

/** Everything that must hold before a process is started. */
export async function preflight(installation: Installation, home: Home, narrator: Narrator): Promise<void> {
  await narrator.step(
    'checking this machine',
    async () => {
      const leftovers = await stopLeftovers(home.processes);
      if (leftovers.length > 0) narrator.warn(`stopped what an earlier start had left running: ${enumerate(leftovers)}`);
      await requireFreePorts(installation);
    },
    () => `Node ${process.versions.node}, ports ${enumerate(Object.values(installation.ports))} are free, ${home.path} is writable`,
  );
}

/** Removes all data: what lies in the home, and the files of PostgreSQL wherever they are. */
export async function reset(home: Home, narrator: Narrator): Promise<void> {
  await narrator.step(
    'removing all data',
    async () => {
      await stopLeftovers(home.processes);
      await removePostgres(home.postgres);
      await home.clear();
      home.make();
    },
    () => `removed all data of ${home.path}, the files of PostgreSQL included`,
  );
}

/** Keys, configuration, catalogues and outputs, each written where it is missing and left alone where it is not. */
export async function furnish(installation: Installation, home: Home): Promise<void> {
  await ensureKeys(home);
  ensureConfigs(home, urlsOf(installation), ensureApiKey(home));
  for (const provider of PROVIDERS) copyMissing(catalogueOf(provider), home.catalogue(provider));
  copyMissing(outputFiles(), home.outputs);
}

function copyMissing(files: readonly string[], folder: string): void {
  for (const file of files) {
    const copy = join(folder, basename(file));
    if (!existsSync(copy)) copyFileSync(file, copy);
  }
}
