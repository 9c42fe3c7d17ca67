import { DomainError, type BusinessDateClose } from '@syncline/contract';
import { Database, type Transaction } from '@syncline/database';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { OutboxOptions } from '../announcements/outbox-options.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { viewNamesOf, type DatasetDefinition } from '../catalogue/domain/dataset-definition.ts';
import { extractResource } from '../extracts/extract-resource.ts';
import { planExtracts } from '../extracts/plan-extracts.ts';
import { BusinessDateEntity, ExtractEntity } from '../persistence/entities/index.ts';
import { lockOrOpenBusinessDate, type BusinessDateRow } from '../persistence/sql/lock-business-date.sql.ts';
import { newestBusinessDate } from '../persistence/sql/newest-business-date.sql.ts';
import { newestRevisions } from '../persistence/sql/newest-revisions.sql.ts';
import { readClock } from '../persistence/sql/read-clock.sql.ts';
import { settleBusinessDate } from '../persistence/sql/settle-business-date.sql.ts';
import { withdrawExtracts } from '../persistence/sql/withdraw-extracts.sql.ts';
import { beginsClose, leftOut, plannedExtracts, type ClosableDataset } from './domain/close.ts';
import { settleDate } from './settle-date.ts';

/** The outcome of asking to close. */
export interface CloseAnswer {
  readonly close: BusinessDateClose;
  /** False: it was asked before, and nothing new was begun. */
  readonly isNew: boolean;
}

export const closable = (dataset: DatasetDefinition): ClosableDataset => ({
  name: dataset.name, views: viewNamesOf(dataset), hasBusinessDate: dataset.businessDate !== undefined,
});

/** Closes business dates and tells how far a close is. */
@Injectable()
export class BusinessDatesService {
  constructor(
    private readonly database: Database,
    private readonly catalogue: Catalogue,
    private readonly outbox: OutboxOptions,
  ) {}

  /** Plans the extracts of every dataset in one transaction, or finds that this was done. */
  async close(businessDate: string): Promise<CloseAnswer> {
    return this.database.transaction(async (tx) => {
      const [date] = await tx.query(lockOrOpenBusinessDate, { businessDate });
      if (date === undefined) throw new Error(`the row of the business date ${businessDate} is missing`);
      const isNew = beginsClose(date);
      if (isNew) await this.#begin(tx, date);
      return { isNew, close: await this.#read(tx, businessDate) };
    });
  }

  /** @throws DomainError NOT_FOUND while the date is open */
  async state(businessDate: string): Promise<BusinessDateClose> {
    return this.database.transaction((tx) => this.#read(tx, businessDate));
  }

  async #begin(tx: Transaction, before: BusinessDateRow): Promise<void> {
    const { businessDate } = before;
    const date = { ...before, state: 'CLOSING' as const, closeNumber: before.closeNumber + 1, traceparent: currentTraceparent() ?? null };
    const [newest] = await tx.query(newestBusinessDate, {});
    const isNewestDate = (newest?.businessDate ?? businessDate) <= businessDate;
    const revisions = await tx.query(newestRevisions, { businessDate });
    await tx.execute(settleBusinessDate, date);
    const datasets = this.catalogue.datasets.map(closable);
    const planned = plannedExtracts(datasets, revisions, isNewestDate);
    const ids = JSON.stringify(leftOut(datasets, revisions, planned).map(({ id }) => id));
    if (ids !== '[]') await tx.execute(withdrawExtracts, { ids });
    await planExtracts(tx, businessDate, planned);
    // Nothing to build (an empty catalogue, or all that failed was left out): closed at once.
    if (planned.length === 0) await settleDate(tx, date, null, this.outbox.at(await clock(tx), date.traceparent));
  }

  async #read(tx: Transaction, businessDate: string): Promise<BusinessDateClose> {
    const date = await tx.manager.findOneBy(BusinessDateEntity, { businessDate });
    if (date === null) throw new DomainError('NOT_FOUND', `The business date ${businessDate} is open: nobody has asked to close it.`);
    const newest = (await tx.query(newestRevisions, { businessDate })).filter(({ isWithdrawn, isExpired }) => !isWithdrawn && !isExpired);
    const extracts = await tx.manager.find(ExtractEntity, { where: { id: In(newest.map(({ id }) => id)) }, order: { dataset: 'ASC', viewName: 'ASC' } });
    return { businessDate, state: date.state, closeNumber: date.closeNumber, extracts: extracts.map(extractResource) };
  }
}

async function clock(tx: Transaction): Promise<Date> {
  const [row] = await tx.query(readClock, {});
  return row?.clockTime ?? new Date(0);
}
