/**
 * "Now" in a statement: the clock of the database, the one authority on what is due; a test may step it by the bind
 * `:now`. Durations are binds in milliseconds.
 *
 * On PostgreSQL it is read once a statement (a sub-select of its own): compared with a function that may answer otherwise
 * for every row, a column could not be looked up in its index.
 */
export const NOW = {
  postgres: '(SELECT COALESCE(CAST(:now AS timestamptz), clock_timestamp()))',
  oracle: 'COALESCE(CAST(:now AS TIMESTAMP WITH TIME ZONE), SYSTIMESTAMP)',
} as const;

/** The moment `:bind` milliseconds from now. */
export const inMs = (bind: string): { readonly postgres: string; readonly oracle: string } => ({
  postgres: `${NOW.postgres} + CAST(:${bind} AS double precision) * INTERVAL '1 millisecond'`,
  oracle: `${NOW.oracle} + NUMTODSINTERVAL(:${bind} / 1000, 'SECOND')`,
});
