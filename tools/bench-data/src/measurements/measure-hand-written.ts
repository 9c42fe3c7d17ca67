import { Helper } from '@syncline/bench-kit';
import { withClient } from '@syncline/local-postgres';
import type { LoaderMethods, PageServerMethods } from '../hand-written/methods.ts';
import { createTable, DATASET, KEY } from '../source/positions.ts';
import type { Stack } from '../stack/stack.ts';
import { audit } from './audit.ts';

export interface HandWrittenMeasured {
  /** For all rows: measured, or scaled from those that were. */
  readonly seconds: number;
  readonly measuredRows: number;
}

/** More take minutes and tell nothing new: each page costs what the one before it did. */
const MOST_ROWS = 100_000;
const TARGET = 'public.hand_written';

/** The loop that people write by hand: a page of JSON after the other, and multi-row inserts through the ORM. It proves nothing. */
export async function measureHandWritten(stack: Stack, rows: number): Promise<HandWrittenMeasured> {
  const measuredRows = Math.min(rows, MOST_ROWS);
  const [source, target] = [stack.postgres.url('golden_source'), stack.postgres.url('copied')];
  await withClient(target, (client) => client.query(`DROP TABLE IF EXISTS ${TARGET}; ${createTable(TARGET)}`));
  await stack.source.settle();
  const server = stack.helper(new Helper<PageServerMethods>(new URL('../hand-written/page-server-process.js', import.meta.url)));
  const loader = stack.helper(new Helper<LoaderMethods>(new URL('../hand-written/loader-process.js', import.meta.url)));
  const origin = await server.call('start', { url: source });
  const tookMs = await loader.call('load', { url: target, table: TARGET, origin, rows: measuredRows });
  await Promise.all([server.stop(), loader.stop()]);
  await audit({ url: source, from: `(SELECT * FROM ${DATASET} ORDER BY ${KEY} LIMIT ${measuredRows}) s` }, { url: target, from: TARGET });
  await withClient(target, (client) => client.query(`DROP TABLE ${TARGET}`));
  return { seconds: (tookMs / 1_000) * (rows / measuredRows), measuredRows };
}
