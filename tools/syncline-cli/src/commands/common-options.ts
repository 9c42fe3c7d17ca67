/** Options that mean the same in every command that has them. */
export const JSON_OPTION = ['--json', 'print JSON on standard output, and nothing else there'] as const;
export const LIMIT_OPTION = ['--limit <count>', 'at most this many, up to 500', '20'] as const;
/** Two spellings, read as `businessDate`, which is what the API calls it. */
export const DATE_FLAG = '--date, --business-date <date>';
export const WAIT_OPTION = ['--wait', 'follow it to its end; exit code 5 unless it succeeds'] as const;
