import { dataConsumerOperations as operations, type DifferenceList, type FileSync, type InputOf, type Page } from '@syncline/contract';
import { Database } from '@syncline/database';
import { decodeCursor, Endpoint, Input, toPage } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { z } from 'zod';
import { DifferenceEntity } from '../persistence/entities/difference.entity.ts';
import { listFileSyncs } from '../persistence/sql/list-file-syncs.sql.ts';
import { fileSyncResource } from './file-sync.resource.ts';
import { findFileSync } from './find-file-sync.ts';

const Newest = z.tuple([z.string()]);
const InOrder = z.tuple([z.int()]);

/** What file syncs did and do, for people and dashboards. */
@Controller()
export class FileSyncsController {
  constructor(private readonly database: Database) {}

  @Endpoint(operations.listFileSyncs)
  async listFileSyncs(@Input() { query }: InputOf<typeof operations.listFileSyncs>): Promise<Page<FileSync>> {
    const [beforeId = null] = decodeCursor(query.cursor, Newest) ?? [];
    const { runId = null, file = null, businessDate = null, limit } = query;
    const rows = await this.database.query(listFileSyncs, { id: null, runId, fileName: file, businessDate, beforeId, limit: limit + 1 });
    return toPage(rows, limit, ({ id }) => [id], fileSyncResource);
  }

  @Endpoint(operations.getFileSync)
  async getFileSync(@Input() { params }: InputOf<typeof operations.getFileSync>): Promise<FileSync> {
    return fileSyncResource(await findFileSync(this.database, params.id));
  }

  @Endpoint(operations.listDifferences)
  async listDifferences(@Input() { params, query }: InputOf<typeof operations.listDifferences>): Promise<DifferenceList> {
    const { differencesTotal } = await findFileSync(this.database, params.id);
    const [after = 0] = decodeCursor(query.cursor, InOrder) ?? [];
    const rows = await this.database.repository(DifferenceEntity).find({
      where: { fileSyncId: params.id, ordinal: MoreThan(after) }, order: { ordinal: 'ASC' }, take: query.limit + 1,
    });
    const page = toPage(rows, query.limit, ({ ordinal }) => [ordinal], ({ kind, key, columns }) => ({ kind, key: [...key], columns: [...columns] }));
    return { ...page, total: differencesTotal };
  }
}
