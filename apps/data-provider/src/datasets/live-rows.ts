import { DomainError, type Page, type Row } from '@syncline/contract';
import { isCanonical, parseColumnType } from '@syncline/extract-format';
import { Logger, decodeCursor, toPage } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { keyColumnsOf, type DatasetView } from '../catalogue/domain/dataset-view.ts';
import { describeSource } from '../golden-source/describe-source.ts';
import { keyFilter } from './domain/key-filter.ts';
import { LiveReaders } from './live-readers.service.ts';
import { assertCheap } from './page-plan.ts';
import { pageStatement, readPage } from './rows-page.ts';
import { RowsSettings } from './rows-settings.ts';
import { tellReadFailure } from './read-failure.ts';

/** All parameters as they came: besides these, key columns. */
export interface RowsRequest extends Readonly<Record<string, unknown>> {
  readonly businessDate?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const Key = z.array(z.string());

/** Reads the source as it is now, page by page in key order: for people and for trying things out. A sync takes extracts. */
@Injectable()
export class LiveRows {
  constructor(
    private readonly readers: LiveReaders,
    private readonly settings: RowsSettings,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError BUSINESS_DATE_REQUIRED, RULE_VIOLATED, VALIDATION_FAILED; CONFLICT, SERVICE_UNAVAILABLE by what the source says */
  async read(view: DatasetView, request: RowsRequest): Promise<Page<Row>> {
    assertBusinessDate(view, request.businessDate);
    const { limit } = request;
    const place = { beginning: keyFilter(view, request), after: readCursor(view, request.cursor), limit };
    try {
      const found = await this.readers.use(async (reader) => {
        const rows = await describeSource(reader, this.readers.dialect, view, request.businessDate ?? null);
        const statement = pageStatement(rows, place);
        await assertCheap(reader, this.readers.dialect, view, statement, this.settings.maxCost);
        return readPage(reader, rows, statement);
      });
      return toPage(found, limit, (row) => view.key.map((name) => row[name] ?? null), (row) => row);
    } catch (error) {
      throw tellReadFailure(error, view, this.logger);
    }
  }
}

function assertBusinessDate({ dataset, businessDate }: DatasetView, asked: string | undefined): void {
  if (businessDate !== null && asked === undefined) throw new DomainError('BUSINESS_DATE_REQUIRED', `The dataset ${dataset} has rows of many business dates: name one with ?businessDate=.`);
  if (businessDate === null && asked !== undefined) throw new DomainError('RULE_VIOLATED', `The dataset ${dataset} has no business date: leave ?businessDate= out.`);
}

function readCursor(view: DatasetView, cursor: string | undefined): string[] | undefined {
  const types = keyColumnsOf(view).map(({ type }) => parseColumnType(type));
  // What is no key of this dataset was not given by this list; and only canonical texts may come near a statement.
  const isKey = (key: string[]): boolean => key.length === types.length && types.every((type, index) => isCanonical(type, key[index] ?? ''));
  return decodeCursor(cursor, Key.refine(isKey));
}
