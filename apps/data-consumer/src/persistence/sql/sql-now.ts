import type { Dialect } from '@syncline/database';

/** The present, by the clock of the database; a test may give another one (`setTestTime`). */
export const NOW: Readonly<Record<Dialect, string>> = {
  postgres: 'COALESCE(CAST(:now AS timestamptz), clock_timestamp())',
  oracle: 'COALESCE(CAST(:now AS TIMESTAMP WITH TIME ZONE), SYSTIMESTAMP)',
};

/** The present and `:<bind>` milliseconds. */
export const afterNow = (bind: string): Readonly<Record<Dialect, string>> => ({
  postgres: `${NOW.postgres} + CAST(:${bind} AS double precision) * INTERVAL '1 millisecond'`,
  oracle: `${NOW.oracle} + NUMTODSINTERVAL(:${bind} / 1000, 'SECOND')`,
});
