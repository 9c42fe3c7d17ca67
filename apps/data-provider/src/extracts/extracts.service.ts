import { DomainError, type Extract, type ExtractState } from '@syncline/contract';
import { Database, type Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { nextRevision, type Revision } from '../business-dates/domain/close.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import type { Client } from '../catalogue/domain/access.ts';
import type { DatasetView } from '../catalogue/domain/dataset-view.ts';
import type { IdempotencyKey } from '../idempotency/idempotency.ts';
import { ExtractEntity } from '../persistence/entities/index.ts';
import { listExtracts } from '../persistence/sql/list-extracts.sql.ts';
import { lockBusinessDate } from '../persistence/sql/lock-business-date.sql.ts';
import { newestBusinessDate } from '../persistence/sql/newest-business-date.sql.ts';
import { newestRevisions } from '../persistence/sql/newest-revisions.sql.ts';
import { assertKept } from './assert-served.ts';
import { extractResource } from './extract-resource.ts';
import { planExtracts } from './plan-extracts.ts';

/** Seconds after which asking again for something that is being built makes sense. */
export const ASK_AGAIN_SECONDS = 2;

export interface ExtractRequest {
  /** The dataset in the view of who asks. */
  readonly view: DatasetView;
  readonly businessDate: string;
  readonly newRevision: boolean;
  readonly key?: IdempotencyKey | undefined;
}

export interface ExtractAnswer {
  readonly extract: Extract;
  readonly isNew: boolean;
}

export interface ExtractQuery {
  readonly dataset?: string | undefined;
  readonly businessDate?: string | undefined;
  /** The id of the last one of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Extracts as clients ask for them: each in the client's own view, all else is not there. */
@Injectable()
export class ExtractsService {
  constructor(
    private readonly database: Database,
    private readonly catalogue: Catalogue,
  ) {}

  /**
   * The newest sealed revision, else the one that is being built, else a new one; with a key that was used before, what it was
   * answered with then. Locks the key, then the date: in this order everywhere, so that no two wait for each other.
   * @throws DomainError BUSINESS_DATE_OPEN, EXTRACT_BUILDING, GONE, IDEMPOTENCY_CONFLICT
   */
  async request({ key, ...request }: ExtractRequest): Promise<ExtractAnswer> {
    return this.database.transaction(async (tx) => {
      const first = await key?.firstAnswer(tx);
      const { id, isNew } = typeof first === 'string' ? { id: first, isNew: false } : await this.#answer(tx, request);
      if (first === null) await key?.answer(tx, id);
      const extract = await tx.manager.findOneByOrFail(ExtractEntity, { id });
      // A client that was moved to another view since its key was first used.
      if (extract.viewName !== request.view.view) throw new DomainError('NOT_FOUND', `There is no extract ${id}.`);
      assertKept(extract);
      return { extract: extractResource(extract), isNew };
    });
  }

  /** @throws DomainError NOT_FOUND, also for an extract of a view that is not the client's; GONE where retention has taken it */
  async find(id: string, client: Client): Promise<ExtractEntity> {
    const extract = await this.database.repository(ExtractEntity).findOneBy({ id });
    const visible = extract !== null && this.catalogue.visibleTo(client).some(({ dataset, view }) => dataset === extract.dataset && view === extract.viewName);
    if (!visible) throw new DomainError('NOT_FOUND', `There is no extract ${id}.`);
    assertKept(extract);
    return extract;
  }

  async list({ dataset, businessDate, before, limit }: ExtractQuery, client: Client): Promise<Extract[]> {
    const visible = JSON.stringify(this.catalogue.visibleTo(client).map((view) => ({ dataset: view.dataset, view: view.view })));
    const rows = await this.database.query(listExtracts, {
      visible, dataset: dataset ?? null, businessDate: businessDate ?? null, before: before ?? null, limit,
    });
    return rows.map(extractResource);
  }

  /** What retention has taken is not sealed anew because somebody reads: a person asks for that. */
  async #answer(tx: Transaction, { view, businessDate, newRevision }: Omit<ExtractRequest, 'key'>): Promise<{ id: string; isNew: boolean }> {
    const known = await this.#known(tx, view, businessDate);
    if (newRevision && known.newest.some(({ state }) => state === 'BUILDING')) {
      throw new DomainError('EXTRACT_BUILDING', `A revision of ${view.dataset} for ${businessDate} is being built.`, { retryAfterSeconds: ASK_AGAIN_SECONDS });
    }
    const there = newRevision ? undefined : (pick(known.own, 'SEALED') ?? pick(known.own, 'BUILDING') ?? known.own.find(({ expiredAt }) => expiredAt !== null));
    return there === undefined ? { id: await this.#plan(tx, view, businessDate, known.newest), isNew: true } : { id: there.id, isNew: false };
  }

  async #known(tx: Transaction, view: DatasetView, businessDate: string): Promise<{ newest: Revision[]; own: ExtractEntity[] }> {
    const [date] = await tx.query(lockBusinessDate, { businessDate });
    if (date?.state !== 'CLOSED') {
      throw new DomainError('BUSINESS_DATE_OPEN', `The business date ${businessDate} is ${date?.state ?? 'open'}, not closed.`, { retryAfterSeconds: ASK_AGAIN_SECONDS });
    }
    const newest = (await tx.query(newestRevisions, { businessDate })).filter(({ dataset }) => dataset === view.dataset);
    const own = await tx.manager.find(ExtractEntity, { where: { dataset: view.dataset, viewName: view.view, businessDate }, order: { revision: 'DESC' } });
    return { newest, own };
  }

  /** A new revision of every view, so that all of them come from one snapshot. */
  async #plan(tx: Transaction, view: DatasetView, businessDate: string, known: readonly Revision[]): Promise<string> {
    const [newest] = await tx.query(newestBusinessDate, {});
    if (view.businessDate === null && newest?.businessDate !== businessDate) {
      throw new DomainError('RULE_VIOLATED', `The dataset ${view.dataset} has no business date: it shows today's state, which can be sealed for ${newest?.businessDate} only.`);
    }
    const views = this.catalogue.viewsOf(view.dataset).map((each) => each.view);
    const ids = await planExtracts(tx, businessDate, nextRevision({ name: view.dataset, views }, known));
    return ids[views.indexOf(view.view)] ?? '';
  }
}

const pick = (extracts: readonly ExtractEntity[], state: ExtractState): ExtractEntity | undefined => extracts.find((extract) => extract.state === state && extract.expiredAt === null);
