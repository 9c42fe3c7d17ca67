import type { Statement } from '@syncline/database';

const select = (skip: string): string => `
    SELECT business_date, output_version FROM output_edition
    WHERE output_name = :outputName
    ORDER BY business_date DESC
    ${skip}`;

/** Where the rows are of business dates beyond the newest so many. */
export const listOldEditions: Statement<{ outputName: string; keep: number }, { businessDate: string; outputVersion: number }> = {
  name: 'list-old-editions', postgres: select('OFFSET :keep'), oracle: select('OFFSET :keep ROWS'),
};
