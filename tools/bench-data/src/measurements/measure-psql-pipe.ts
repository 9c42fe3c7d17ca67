import { monotonicMs } from '@syncline/bench-kit';
import { withClient } from '@syncline/local-postgres';
import { createTable, DATASET, selectRows } from '../source/positions.ts';
import type { Stack } from '../stack/stack.ts';
import { assertLoggedWithKey, audit } from './audit.ts';
import { countProcessorUse, type ProcessorUse } from './processor-use.ts';
import { pipePsql } from './psql.ts';

export interface PipeMeasured {
  readonly seconds: number;
  readonly processor: ProcessorUse;
}

const TARGET = 'public.copied';

/** What everything is compared with: COPY out of the source in key order, piped into COPY into a logged table with its key. It proves nothing. */
export async function measurePsqlPipe(stack: Stack): Promise<PipeMeasured> {
  const [source, target] = [stack.postgres.url('golden_source'), stack.postgres.url('copied')];
  await withClient(target, async (client) => client.query(`DROP TABLE IF EXISTS ${TARGET}; ${createTable(TARGET)}`));
  await stack.source.settle();
  const used = await countProcessorUse(stack);
  const from = monotonicMs();
  await pipePsql({ url: source, sql: `COPY (${selectRows(DATASET)}) TO STDOUT (FORMAT csv)` }, { url: target, sql: `COPY ${TARGET} FROM STDIN (FORMAT csv)` });
  const seconds = (monotonicMs() - from) / 1_000;
  const processor = await used();
  await assertLoggedWithKey({ url: target, from: TARGET });
  await audit({ url: source, from: DATASET }, { url: target, from: TARGET });
  await withClient(target, (client) => client.query(`DROP TABLE ${TARGET}`));
  return { seconds, processor };
}
