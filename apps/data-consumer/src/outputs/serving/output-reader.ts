/**
 * Reads the rows of an output for those who fetch them.
 *
 * Model:
 * - What is said of the rows and the rows themselves are read in one snapshot: a run that stores the date anew meanwhile
 *   changes nothing about the answer.
 * - Rows are streamed, however many there are. A reader has a connection to itself for as long as it reads, so only a few
 *   are served at once and the others wait for their turn, a little while; whoever takes too slowly is cut off.
 * - A reader that goes away leaves a connection in the middle of an answer; such a one is thrown away.
 */
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Field } from '@syncline/extract-format';
import type { BulkConnection, BulkConnections } from '../../bulk/bulk-connection.ts';
import { openConnections } from '../../bulk/open-connections.ts';
import { SYNC_SETTINGS, type SyncSettings } from '../../data-consumer.config.ts';
import { listOutputEditions, type OutputEditionRow } from '../../persistence/sql/list-output-editions.sql.ts';
import { rowsOf } from '../../proving/csv-stream.ts';
import { outputTable, storedRows } from '../computing/output-table.ts';
import { LONGEST_WAIT_TO_READ_MS, READ_AT_ONCE } from '../output-settings.ts';
import { Turns } from './turns.ts';

/** Takes the rows, all of them or not. */
export type Serve = (edition: OutputEditionRow, rows: AsyncIterable<Field[]>) => Promise<void>;

@Injectable()
export class OutputReader implements BeforeApplicationShutdown {
  readonly #turns = new Turns(READ_AT_ONCE, LONGEST_WAIT_TO_READ_MS);
  #connections: Promise<BulkConnections> | null = null;

  constructor(@Inject(SYNC_SETTINGS) private readonly settings: SyncSettings) {}

  /**
   * @param businessDate null: the newest
   * @returns false where nothing is stored; `serve` was not called then
   */
  read(name: string, businessDate: string | null, serve: Serve): Promise<boolean> {
    return this.#turns.take(async () => {
      const connections = await (this.#connections ??= openConnections(this.settings.databaseUrl, 'syncline-data-consumer:outputs'));
      try {
        return await connections.use((connection) => readIn(connection, { name, businessDate }, serve));
      } catch (error) {
        if (error instanceof ReaderLeft) return true;
        throw error;
      }
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await (await this.#connections)?.destroy();
  }
}

/** Thrown to throw a connection away. */
class ReaderLeft extends Error {}

async function readIn(connection: BulkConnection, { name, businessDate }: { name: string; businessDate: string | null }, serve: Serve): Promise<boolean> {
  await connection.beginSnapshot();
  const [edition] = await connection.query(listOutputEditions, { outputName: name, businessDate, limit: 1 });
  if (edition !== undefined) {
    const rows = storedRowsOf(connection, edition);
    await serve(edition, rows.all());
    if (rows.isBegun() && !rows.isDone()) throw new ReaderLeft();
  }
  await connection.commit();
  return edition !== undefined;
}

function storedRowsOf(connection: BulkConnection, { outputName, outputVersion, shapeJson, businessDate }: OutputEditionRow) {
  let standing: 'waiting' | 'begun' | 'done' = 'waiting';
  const table = outputTable(connection.dialect, { name: outputName, version: outputVersion, ...shapeJson });
  async function* all(): AsyncGenerator<Field[]> {
    standing = 'begun';
    yield* rowsOf(connection.readRows(storedRows(connection.dialect, table, businessDate, shapeJson.columns)));
    standing = 'done';
  }
  return { all, isBegun: () => standing !== 'waiting', isDone: () => standing === 'done' };
}
