const sumOf = (column: string): string => `
          (SELECT COALESCE(sum(p.${column}), 0) FROM part_ledger p WHERE p.file_name = file_sync.file_name AND p.extract_id = file_sync.extract_id)`;

/** How much of its extract is in staging, as the ledger has it, for an UPDATE of `file_sync`. */
export const LEDGER = {
  partsLoaded: `
          (SELECT count(*) FROM part_ledger p WHERE p.file_name = file_sync.file_name AND p.extract_id = file_sync.extract_id)`,
  rowsLoaded: sumOf('rows_loaded'),
  rowsRejected: sumOf('rows_rejected'),
} as const;
