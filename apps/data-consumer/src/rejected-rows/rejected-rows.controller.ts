import { dataConsumerOperations as operations, type FileSync, type InputOf, type Page, type RejectedRow } from '@syncline/contract';
import { Database } from '@syncline/database';
import { decodeCursor, encodeCursor, Endpoint, Input, toPage, type CursorKey } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { findFileSync } from '../file-syncs/find-file-sync.ts';
import { listRejectedRows, type RejectedRowRow } from '../persistence/sql/list-rejected-rows.sql.ts';
import { ReplayService } from './replay.service.ts';

const InOrder = z.tuple([z.int(), z.int()]);

/** The rows that targets refused. */
@Controller()
export class RejectedRowsController {
  constructor(
    private readonly database: Database,
    private readonly replays: ReplayService,
  ) {}

  @Endpoint(operations.listRejectedRows)
  async listRejectedRows(@Input() { params, query }: InputOf<typeof operations.listRejectedRows>): Promise<Page<RejectedRow>> {
    const { id: fileSyncId } = await findFileSync(this.database, params.id);
    const [afterPart, afterLine] = decodeCursor(query.cursor, InOrder) ?? [0, 0];
    const rows = await this.database.query(listRejectedRows, { fileSyncId, afterPart, afterLine, limit: query.limit + 1 });
    const page = toPage(rows, query.limit, keyOf, resource);
    const last = rows.at(-1);
    // Cut short because its rows are long.
    return last !== undefined && last.pageRows > rows.length ? { ...page, nextCursor: encodeCursor(keyOf(last)) } : page;
  }

  @Endpoint(operations.replayRejectedRows)
  replayRejectedRows(@Input() { params }: InputOf<typeof operations.replayRejectedRows>): Promise<FileSync> {
    return this.replays.replay(params.id);
  }
}

const keyOf = ({ partNumber, lineNumber }: RejectedRowRow): CursorKey => [partNumber, lineNumber];

const resource = ({ partNumber, lineNumber, rawJson, columnName, refusal }: RejectedRowRow): RejectedRow =>
  ({ part: partNumber, line: lineNumber, raw: rawJson, column: columnName, reason: refusal });
