import { statement } from '@syncline/database';
import { rowsOf } from '../json-rows.ts';

interface Binds {
  /** JSON rows of keys with what was read (`wasAt`) and what is next (`firesAt`). */
  triggers: string;
}

const rows = rowsOf('triggers', 'n', { ownerKind: 'word', owner: 'word', position: 'number', wasAt: 'instant', firesAt: 'instant' });
const same = 't.owner_kind = n.owner_kind AND t.owner = n.owner AND t.position = n.position AND t.fires_at = n.was_at';

/** Moves triggers on that this transaction holds. The count must be that of the list. */
export const advanceTriggers = statement<Binds>({
  name: 'advance-triggers',
  postgres: `UPDATE triggers t SET fires_at = n.fires_at FROM ${rows.postgres} WHERE ${same}`,
  oracle: `UPDATE triggers t SET fires_at = (SELECT n.fires_at FROM ${rows.oracle} WHERE ${same}) WHERE EXISTS (SELECT 1 FROM ${rows.oracle} WHERE ${same})`,
});
