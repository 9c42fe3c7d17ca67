/** A REST resource as it is written by hand: a page of rows after a key, as JSON, from one query. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { serveHelper } from '@syncline/bench-kit';
import { DATASET, KEY } from '../source/positions.ts';
import { PAGE_ROWS, type PageServerMethods } from './methods.ts';

/** Dates and instants as PostgreSQL writes them: a JavaScript Date has no microseconds. */
const AS_TEXT = [pg.types.builtins.DATE, pg.types.builtins.TIMESTAMPTZ];

async function start({ url }: { url: string }): Promise<string> {
  for (const type of AS_TEXT) pg.types.setTypeParser(type, (text) => text);
  const pool = new pg.Pool({ connectionString: url, options: '-c TimeZone=UTC' });
  const server = createServer((request, response) => {
    const after = new URL(request.url ?? '', 'http://localhost').searchParams.get('after') ?? '0';
    pool.query(`SELECT * FROM ${DATASET} WHERE ${KEY} > $1 ORDER BY ${KEY} LIMIT ${PAGE_ROWS}`, [after]).then(
      ({ rows }) => response.setHeader('content-type', 'application/json').end(JSON.stringify(rows)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const methods: PageServerMethods = { start };
serveHelper(methods);
