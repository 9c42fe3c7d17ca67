/** The database's clock, which alone decides what is due; `:now` is null in production and an instant in tests. */
export const NOW = {
  postgres: 'COALESCE(CAST(:now AS timestamptz), clock_timestamp())',
  oracle: 'COALESCE(CAST(:now AS TIMESTAMP WITH TIME ZONE), SYSTIMESTAMP)',
} as const;

/** The clock so many milliseconds later, by a bind of that name. */
export const later = {
  postgres: (bind: string): string => `${NOW.postgres} + CAST(:${bind} AS integer) * INTERVAL '1 millisecond'`,
  oracle: (bind: string): string => `${NOW.oracle} + NUMTODSINTERVAL(:${bind} / 1000, 'SECOND')`,
} as const;

/** The clock so many days earlier, by a bind of that name. */
export const earlier = {
  postgres: (bind: string): string => `${NOW.postgres} - CAST(:${bind} AS double precision) * INTERVAL '1 day'`,
  oracle: (bind: string): string => `${NOW.oracle} - NUMTODSINTERVAL(:${bind}, 'DAY')`,
} as const;
