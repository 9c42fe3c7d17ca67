import { schedulingPlatformOperations as operations, type InputOf, type Page, type SchedulingNode } from '@syncline/contract';
import { Database } from '@syncline/database';
import { decodeCursor, Endpoint, Input, toPage } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { selectNodes, type NodeRow } from '../persistence/sql/select-nodes.sql.ts';

const Key = z.tuple([z.uuid()]);

@Controller()
export class NodesController {
  constructor(private readonly database: Database) {}

  @Endpoint(operations.listNodes)
  async list(@Input() { query: { limit, cursor } }: InputOf<typeof operations.listNodes>): Promise<Page<SchedulingNode>> {
    const rows = await this.database.query(selectNodes, { before: decodeCursor(cursor, Key)?.[0] ?? null, count: limit + 1 });
    return toPage(rows, limit, ({ sessionId }) => [sessionId], toNode);
  }
}

const toNode = ({ id, startedAt, lastSeenAt, version, runsClaimed, state }: NodeRow): SchedulingNode => ({
  id, startedAt: startedAt.toISOString(), lastSeenAt: lastSeenAt.toISOString(), version, runsClaimed, state,
});
