import { statement } from '@syncline/database';

const TEXT = 'SELECT MAX(business_date) AS business_date FROM business_dates WHERE close_number > 0';

/** The newest date that anybody closed or tried to; one row, null before the first. */
export const newestBusinessDate = statement<Record<string, never>, { readonly businessDate: string | null }>({
  name: 'newest-business-date', postgres: TEXT, oracle: TEXT,
});
