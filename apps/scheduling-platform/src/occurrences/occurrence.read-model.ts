import type { Occurrence, OccurrenceOutcome, Page } from '@syncline/contract';
import { Database } from '@syncline/database';
import { decodeCursor, toPage } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { PageRequest } from '../persistence/page-by-id.ts';
import { OccurrenceEntity } from './occurrence.entity.ts';

export interface OccurrenceFilter {
  readonly task?: string | undefined;
  readonly group?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly outcome?: OccurrenceOutcome | undefined;
}

const Key = z.tuple([z.uuid()]);

/** Why did it run, and why did it not: every expected firing with its outcome. */
@Injectable()
export class OccurrenceReadModel {
  constructor(private readonly database: Database) {}

  async list({ task, group, from, to, outcome }: OccurrenceFilter, { limit, cursor }: PageRequest): Promise<Page<Occurrence>> {
    const query = this.database.repository(OccurrenceEntity).createQueryBuilder('o');
    const after = decodeCursor(cursor, Key)?.[0];
    if (task !== undefined) query.andWhere('o.task = :task', { task });
    if (group !== undefined) query.andWhere('o.groupName = :group', { group });
    if (outcome !== undefined) query.andWhere('o.outcome = :outcome', { outcome });
    if (from !== undefined) query.andWhere('o.scheduledFor >= :from', { from: new Date(from) });
    if (to !== undefined) query.andWhere('o.scheduledFor < :to', { to: new Date(to) });
    if (after !== undefined) query.andWhere('o.id < :after', { after });
    const rows = await query.orderBy('o.id', 'DESC').take(limit + 1).getMany();
    return toPage(rows, limit, ({ id }) => [id], toOccurrence);
  }
}

export const toOccurrence = (occurrence: OccurrenceEntity): Occurrence => ({
  id: occurrence.id,
  task: occurrence.task,
  group: occurrence.groupName,
  trigger: occurrence.triggerKind,
  scheduledFor: occurrence.scheduledFor.toISOString(),
  recordedAt: occurrence.recordedAt.toISOString(),
  businessDate: occurrence.businessDate,
  outcome: occurrence.outcome,
  detail: occurrence.detail,
  runId: occurrence.runId,
  groupRunId: occurrence.groupRunId,
  messageId: occurrence.messageId,
});
