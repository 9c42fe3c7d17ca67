import { join } from 'node:path';
import { seedGoldenSource, type SeededDate } from '@syncline/golden-source';
import type { LocalPostgres } from '@syncline/local-postgres';
import { enumerate, formatCount } from '@syncline/syncline-cli';
import type { Narrator } from '../console/narrator.ts';
import { Failure, messageOf } from '../failure.ts';
import { GOLDEN_SOURCE_OF, type ProviderName } from '../stack/instances.ts';

const CONTENTS = { places: 'places out of GeoNames', reference: 'reference data' } as const;

/** Loads the real data of both business dates; a date that an earlier start has loaded is left as it is. */
export async function fillGoldenSource(provider: ProviderName, server: LocalPostgres, narrator: Narrator): Promise<void> {
  const { database, data } = GOLDEN_SOURCE_OF[provider];
  await narrator.step(
    `filling ${database} with ${CONTENTS[data]}`,
    () =>
      seedGoldenSource(server.url(database), data).catch((error: unknown) => {
        throw new Failure(`${database} could not be filled: ${messageOf(error)}.`, join(server.dataFolder, 'server.log'), error);
      }),
    (dates) => describe(database, CONTENTS[data], dates),
  );
}

function describe(database: string, contents: string, dates: readonly SeededDate[]): string {
  const rows = formatCount(dates.flatMap((date) => Object.values(date.rows)).reduce((sum, count) => sum + count, 0));
  const names = enumerate(dates.map(({ businessDate }) => businessDate));
  return dates.some(({ isNew }) => isNew) ? `${database} holds ${rows} rows of ${contents} for ${names}` : `${database} was filled by an earlier start (${rows} rows for ${names})`;
}
