import { DomainError, type Page, type Row } from '@syncline/contract';
import { isCanonical, keyOrder, keyRangeCondition, parseColumnType, textLiteral } from '@syncline/extract-format';
import { Logger, decodeCursor, toPage } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { keyColumnsOf, type DatasetView } from '../catalogue/domain/dataset-view.ts';
import { describeSource, SourceMismatchError } from '../golden-source/describe-source.ts';
import { GOLDEN_SOURCE } from '../golden-source/golden-source.providers.ts';
import type { GoldenSource, SourceReader } from '../golden-source/golden-source.ts';
import type { SourceRows } from '../golden-source/source-rows.ts';

export interface RowsRequest {
  readonly businessDate?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const Key = z.array(z.string());

/** Reads the source as it is now, page by page in key order: for people and for trying things out. A sync takes extracts. */
@Injectable()
export class LiveRows {
  constructor(
    @Inject(GOLDEN_SOURCE) private readonly source: GoldenSource,
    private readonly logger: Logger,
  ) {}

  async read(view: DatasetView, request: RowsRequest): Promise<Page<Row>> {
    assertBusinessDate(view, request.businessDate);
    const after = readCursor(view, request.cursor);
    try {
      const reader = await this.source.openReader();
      try {
        return await page(reader, await describeSource(reader, this.source.dialect, view, request.businessDate ?? null), after, request.limit);
      } finally {
        await reader.close();
      }
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.logger.error({ err: error, dataset: view.dataset }, 'the golden source cannot be read');
      const detail = error instanceof SourceMismatchError ? error.message : 'The golden source cannot be read at the moment.';
      throw new DomainError('SERVICE_UNAVAILABLE', detail, { retryAfterSeconds: 5, cause: error });
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

/** One row more than asked for tells whether there is another page; the flag tells values that cannot be shown exactly. */
async function page(reader: SourceReader, rows: SourceRows, after: string[] | undefined, limit: number): Promise<Page<Row>> {
  const { columns, key } = rows.view;
  const texts = columns.map((column) => `CASE WHEN ${rows.unrepresentable(column)} THEN NULL ELSE ${rows.text(column)} END`);
  const flags = columns.map((column) => `CASE WHEN ${rows.unrepresentable(column)} THEN '1' ELSE '0' END`);
  const range = keyRangeCondition(rows.dialect, rows.key, { after: after?.map(textLiteral) });
  const select = `SELECT ${[...texts, ...flags].join(', ')} ${rows.from(range)} ORDER BY ${keyOrder(rows.dialect, rows.key)} FETCH FIRST ${limit + 1} ROWS ONLY`;
  const found = (await reader.rows(select)).map((values) => {
    const wrong = columns.find((_, index) => values[columns.length + index] === '1');
    if (wrong !== undefined) throw new DomainError('CONFLICT', `A row of this page has a value in ${wrong.name} that ${wrong.type} cannot hold: VALUE_NOT_REPRESENTABLE.`);
    return Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null]));
  });
  return toPage(found, limit, (row) => key.map((name) => row[name] ?? null), (row) => row);
}
