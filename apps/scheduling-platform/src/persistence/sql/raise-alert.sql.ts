import { statement } from '@syncline/database';
import { NOW } from './now.ts';

interface Binds {
  id: string;
  kind: string;
  openKey: string;
  runId: string;
  task: string;
  businessDate: string | null;
  detail: string;
}

const columns = '(id, kind, state, open_key, run_id, task, business_date, detail, opened_at)';
const values = (now: string): string => `VALUES (:id, :kind, 'OPEN', :openKey, :runId, :task, :businessDate, :detail, ${now})`;

/** No row: an alert of this kind stands open for this subject already. */
export const raiseAlert = statement<Binds>({
  name: 'raise-alert',
  postgres: `INSERT INTO alerts ${columns} ${values(NOW.postgres)} ON CONFLICT (open_key) DO NOTHING`,
  oracle: `INSERT /*+ IGNORE_ROW_ON_DUPKEY_INDEX(alerts, uq_alerts_open) */ INTO alerts ${columns} ${values(NOW.oracle)}`,
});
