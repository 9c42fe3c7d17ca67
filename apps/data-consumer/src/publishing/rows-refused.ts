import { codesOf } from '@syncline/database/statements';
import { withoutValues } from '../bulk/refusal.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';

/** What a database says of a row that it refuses; what it does not say is null. */
export interface Refusal {
  /** SQLSTATE or ORA code. */
  readonly code: string;
  readonly constraint: string | null;
  readonly column: string | null;
  /** Without values: it travels further than the rows may. */
  readonly message: string;
}

/**
 * The target refuses rows that staging took: a key that is there twice, a unique, foreign or check constraint that people
 * put on the published table. Nothing is published. Whoever may reject rows can find these in staging and publish again;
 * for everybody else it is the end of the file sync.
 */
export class RowsRefused extends SyncFailure {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super('ROW_MALFORMED', `The published table refuses a row: ${refusal.message}.`, { cause });
    this.refusal = refusal;
  }
}

/** Data exception; integrity constraint violation. */
const REFUSED = /^(22...|23...|ORA-00001|ORA-01400|ORA-01452|ORA-01438|ORA-02290|ORA-02291|ORA-12899)$/;

/** What the database refused, if that is what the error says. Fields by name as PostgreSQL's driver gives them. */
export function refusalOf(error: unknown): Refusal | null {
  const code = codesOf(error).find((candidate) => REFUSED.test(candidate));
  if (code === undefined || !(error instanceof Error)) return null;
  const { constraint, column } = error as { constraint?: unknown; column?: unknown };
  return {
    code,
    constraint: typeof constraint === 'string' ? constraint : null,
    column: typeof column === 'string' ? column : null,
    message: withoutValues(error.message),
  };
}
