import { statement } from '@syncline/database';
import { NOW } from './now.ts';

const abandon = (now: string, before: string): string => `
  UPDATE alert_deliveries SET state = 'GIVEN_UP', due_at = NULL, lease_token = NULL, settled_at = ${now},
    last_error = COALESCE(last_error, 'No node serves this channel any more.')
  WHERE state = 'PENDING' AND give_up_at < ${before}`;

/** What was to be told to a channel that is configured no more: whoever served it would have given up before. */
export const abandonAlertDeliveries = statement<{ givenUpBefore: Date }>({
  name: 'abandon-alert-deliveries',
  postgres: abandon(NOW.postgres, 'CAST(:givenUpBefore AS timestamptz)'),
  oracle: abandon(NOW.oracle, ':givenUpBefore'),
});
