import { stableJson } from '@syncline/contract';
import type { Database, Transaction } from '@syncline/database';
import { ConfigError } from '@syncline/service-kit';
import { acceptDatasetVersion, lockDatasetVersion } from '../persistence/sql/dataset-version.sql.ts';
import { shapeDigest } from './domain/dataset-changes.ts';
import { judgeVersion } from './domain/judge-version.ts';
import { readClock } from '../persistence/sql/read-clock.sql.ts';
import type { LoadedDataset } from './load-catalogue.ts';

/**
 * Holds a catalogue against what was served before, and keeps it as what is served from now on: all of it or nothing.
 *
 * One transaction over all datasets, each locked in the order of names, so that instances that start at once take turns.
 * Of two with different catalogues the newer versions win, whoever comes first: the older one finds them and does not
 * start. An instance that runs on with an older catalogue seals nothing any more (`SealingService`).
 *
 * @param loaded in the order of names
 * @returns when, by the database's clock
 * @throws ConfigError with all that breaks readers or lacks a new version, each with file and line
 */
export async function acceptCatalogue(database: Database, loaded: readonly LoadedDataset[]): Promise<Date> {
  return database.transaction(async (tx) => {
    // First of all: what another instance accepts at the same moment shall count as newer rather than as gone.
    const [clock] = await tx.query(readClock, {});
    const problems: string[] = [];
    for (const one of loaded) problems.push(...(await accept(tx, one)));
    if (problems.length > 0) throw new ConfigError('data-provider', problems);
    return clock?.clockTime ?? new Date(0);
  });
}

async function accept(tx: Transaction, { dataset, at }: LoadedDataset): Promise<string[]> {
  const [served] = await tx.query(lockDatasetVersion, { dataset: dataset.name });
  const before = served?.definitionJson ?? null;
  const problems = before === null ? [] : judgeVersion(before, dataset).map(({ path, message }) => at(path, message));
  const definition = stableJson(dataset);
  if (problems.length === 0 && (before === null || stableJson(before) !== definition)) {
    await tx.execute(acceptDatasetVersion, { dataset: dataset.name, version: dataset.version, shapeDigest: shapeDigest(dataset), definition });
  }
  return problems;
}
