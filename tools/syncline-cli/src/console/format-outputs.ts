import type { Output, OutputData } from '@syncline/contract';
import { enumerate, formatCount } from './format.ts';
import { formatColumns, formatTable } from './table.ts';

const NOTHING = '-';

/** Outputs, a line each, with what is there of them. */
export function formatOutputs(outputs: readonly Output[]): string {
  if (outputs.length === 0) return 'no outputs';
  return formatColumns([
    ['OUTPUT', 'NEWEST', 'ROWS', 'MADE FROM', 'LAST RUN', 'SQL'],
    ...outputs.map(({ name, newest, inputs, lastRun, table }) => [
      name, newest?.businessDate ?? NOTHING, formatCount(newest?.rowCount), inputs.join(', '),
      lastRun === null ? NOTHING : [lastRun.state, lastRun.reason].filter((word) => word !== null).join(' '), table,
    ]),
  ]);
}

/** The first rows of an output, with what they were made from and what they tie out to. */
export function formatOutput(data: OutputData, mostRows: number): string {
  const { output, businessDate, rowCount, inputs, checks, columns, rows } = data;
  const shown = rows.slice(0, mostRows);
  const tieOuts = checks.slice(2).map(({ check, actual }) => `${check} (${grouped(actual)})`);
  return [
    `${output} of ${businessDate}: ${formatCount(rowCount)} rows from ${enumerate(inputs.map(({ file, revision }) => `${file} revision ${revision}`))}`,
    ...(tieOuts.length === 0 ? [] : [`tied out: ${tieOuts.join(', ')}`]),
    '',
    ...formatRows(columns, shown),
    ...(rowCount > shown.length ? [`… ${formatCount(rowCount - shown.length)} more`] : []),
  ].join('\n');
}

/** Rows under their names, numbers to the right. */
export function formatRows(columns: OutputData['columns'], rows: OutputData['rows']): string[] {
  const isNumber = (type: string): boolean => /^(integer|bigint|decimal)/.test(type);
  return formatTable(
    columns.map(({ name, type }) => ({ title: name, align: isNumber(type) ? 'right' : 'left' })),
    rows.map((row) => columns.map(({ name, type }) => {
      const text = row[name] ?? null;
      return text === null ? NOTHING : isNumber(type) ? grouped(text) : oneLine(text);
    })),
  );
}

/** `-1234567.50` as `-1,234,567.50`: digits as they came, for a number may have more of them than a double holds. */
const grouped = (text: string): string => (/^-?[\d.]+$/.test(text) ? text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',') : text);

/** What a terminal would act upon is not for a table. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');
