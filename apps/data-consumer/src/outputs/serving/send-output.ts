import { Readable } from 'node:stream';
import type { Field } from '@syncline/extract-format';
import type { FastifyReply } from 'fastify';
import type { OutputEditionRow } from '../../persistence/sql/list-output-editions.sql.ts';
import { editionResource } from '../output-resource.ts';
import { csvOf } from './csv-form.ts';
import { cutSlowReader } from './cut-slow-reader.ts';
import { inChunks } from './in-chunks.ts';
import { jsonOf } from './json-form.ts';

/** The media types in which outputs are served. */
export const FORMS = ['application/json', 'text/csv'] as const;
/** How long a reader may be slow. */
const PATIENCE_MS = 30_000;

export interface Served {
  readonly edition: OutputEditionRow;
  readonly rows: AsyncIterable<Field[]>;
  readonly form: (typeof FORMS)[number];
  readonly ifNoneMatch: string | undefined;
}

/** Resolves when all is sent, or when the reader has gone. */
export async function sendOutput({ edition, rows, form, ifNoneMatch }: Served, reply: FastifyReply): Promise<void> {
  const { columns, key } = edition.shapeJson;
  const isCsv = form === 'text/csv';
  // Rows that are computed again come from another attempt, whose id no other has.
  const etag = `"${edition.outputRunId}-${isCsv ? 'csv' : 'json'}"`;
  void reply.headers({ etag, vary: 'accept', 'cache-control': 'no-cache, no-transform' });
  if ((ifNoneMatch ?? '').split(',').some((tag) => [etag, `W/${etag}`, '*'].includes(tag.trim()))) return void (await reply.status(304).send());
  const head = { output: edition.outputName, ...editionResource(edition), columns: [...columns], key: [...key] };
  const texts = isCsv ? csvOf(columns, rows) : jsonOf(head, columns, rows);
  reply.raw.setTimeout(PATIENCE_MS, () => reply.raw.destroy());
  void reply.headers(isCsv ? csvHeaders(edition) : { 'content-type': 'application/json; charset=utf-8' });
  await reply.send(Readable.from(cutSlowReader(reply.raw, inChunks(texts), PATIENCE_MS), { objectMode: false }));
}

const csvHeaders = ({ outputName, businessDate }: OutputEditionRow): Record<string, string> => ({
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': `attachment; filename="${outputName}_${businessDate}.csv"`,
});
