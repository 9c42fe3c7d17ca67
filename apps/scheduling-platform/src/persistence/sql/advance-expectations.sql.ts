import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';

interface Binds {
  /** JSON rows of keys with what was read (`wasAt`) and what is expected next. */
  triggers: string;
}

const rows = rowsOf('triggers', 'n', { ownerKind: 'word', owner: 'word', position: 'number', wasAt: 'instant', expectedDate: 'word', expectedAt: 'instant' });
const same = 't.owner_kind = n.owner_kind AND t.owner = n.owner AND t.position = n.position AND t.expected_at = n.was_at';

/** Moves expectations on that this transaction holds. The count must be that of the list. */
export const advanceExpectations = statement<Binds>({
  name: 'advance-expectations',
  postgres: `UPDATE triggers t SET expected_date = n.expected_date, expected_at = n.expected_at FROM ${rows.postgres} WHERE ${same}`,
  oracle: `UPDATE triggers t SET (t.expected_date, t.expected_at) = (SELECT n.expected_date, n.expected_at FROM ${rows.oracle} WHERE ${same})
    WHERE EXISTS (SELECT 1 FROM ${rows.oracle} WHERE ${same})`,
});
