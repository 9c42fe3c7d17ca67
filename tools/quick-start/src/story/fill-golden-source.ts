import { join } from 'node:path';
import { seedGoldenSource, type SeededDate } from '@syncline/golden-source';
import type { LocalPostgres } from '@syncline/local-postgres';
import { enumerate, formatCount } from '@syncline/syncline-cli';
import type { Narrator } from '../console/narrator.ts';
import { Failure, messageOf } from '../failure.ts';
import { GOLDEN_SOURCE_DATABASE } from '../stack/service-environment.ts';

/** Loads the real data of both business dates; a date that an earlier start has loaded is left as it is. */
export async function fillGoldenSource(server: LocalPostgres, narrator: Narrator): Promise<void> {
  await narrator.step(
    'filling golden_source with GeoNames data',
    () =>
      seedGoldenSource(server.url(GOLDEN_SOURCE_DATABASE)).catch((error: unknown) => {
        throw new Failure(`The golden source could not be filled: ${messageOf(error)}.`, join(server.dataFolder, 'server.log'), error);
      }),
    describe,
  );
}

function describe(dates: readonly SeededDate[]): string {
  const rows = dates.flatMap((date) => Object.values(date.rows)).reduce((sum, count) => sum + count, 0);
  const names = enumerate(dates.map(({ businessDate }) => businessDate));
  return dates.some(({ isNew }) => isNew) ? `golden_source holds ${formatCount(rows)} rows of GeoNames and others for ${names}` : `golden_source was filled by an earlier start (${formatCount(rows)} rows for ${names})`;
}
