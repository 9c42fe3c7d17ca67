import { migration } from '@syncline/database';

const MEND_OPEN_FAILURES = `
  UPDATE alerts SET mend_key = 'RUN:' || task || ':' || COALESCE(business_date, '-')
  WHERE open_key IS NOT NULL AND run_id IS NOT NULL AND kind IN ('FAILED', 'EXHAUSTED', 'MISMATCH')`;

/**
 * What is told to a channel about an alert is a row, written with the alert. `due_at` is null once that is settled.
 * `mend_key` names the work whose later success resolves an alert; like `open_key` it is null once the alert is
 * resolved, so both indexes hold open alerts only.
 */
export const CreateAlertDeliveries = migration({
  name: 'CreateAlertDeliveries1795910000008',
  postgres: [
    `ALTER TABLE alerts ADD COLUMN mend_key varchar(100)`,
    MEND_OPEN_FAILURES,
    `CREATE INDEX ix_alerts_mend ON alerts (mend_key) WHERE mend_key IS NOT NULL`,
    `CREATE INDEX ix_alerts_state ON alerts (state, id)`,
    `DROP INDEX ix_alerts_task`,
    `CREATE TABLE alert_deliveries (
      alert_id uuid NOT NULL,
      channel varchar(300) NOT NULL,
      step integer NOT NULL,
      state varchar(20) NOT NULL,
      tries integer NOT NULL,
      due_at timestamp with time zone,
      give_up_at timestamp with time zone NOT NULL,
      lease_token uuid,
      last_error varchar(1000),
      settled_at timestamp with time zone,
      CONSTRAINT pk_alert_deliveries PRIMARY KEY (alert_id, channel, step),
      CONSTRAINT fk_alert_deliveries_alert FOREIGN KEY (alert_id) REFERENCES alerts (id) ON DELETE CASCADE,
      CONSTRAINT ck_alert_deliveries_state CHECK ((state = 'PENDING' AND due_at IS NOT NULL AND settled_at IS NULL) OR (state IN ('DELIVERED', 'GIVEN_UP') AND due_at IS NULL AND lease_token IS NULL AND settled_at IS NOT NULL)))`,
    `CREATE INDEX ix_alert_deliveries_due ON alert_deliveries (channel, due_at) WHERE due_at IS NOT NULL`,
    `CREATE INDEX ix_alert_deliveries_untold ON alert_deliveries (channel, state) WHERE state <> 'DELIVERED'`,
  ],
  oracle: [
    `ALTER TABLE alerts ADD (mend_key VARCHAR2(100))`,
    MEND_OPEN_FAILURES,
    `CREATE INDEX ix_alerts_mend ON alerts (mend_key)`,
    `CREATE INDEX ix_alerts_state ON alerts (state, id)`,
    `CREATE TABLE alert_deliveries (
      alert_id VARCHAR2(36) NOT NULL,
      channel VARCHAR2(300 CHAR) NOT NULL,
      step NUMBER NOT NULL,
      state VARCHAR2(20) NOT NULL,
      tries NUMBER NOT NULL,
      due_at TIMESTAMP WITH TIME ZONE,
      give_up_at TIMESTAMP WITH TIME ZONE NOT NULL,
      lease_token VARCHAR2(36),
      last_error VARCHAR2(1000 CHAR),
      settled_at TIMESTAMP WITH TIME ZONE,
      CONSTRAINT pk_alert_deliveries PRIMARY KEY (alert_id, channel, step),
      CONSTRAINT fk_alert_deliveries_alert FOREIGN KEY (alert_id) REFERENCES alerts (id) ON DELETE CASCADE,
      CONSTRAINT ck_alert_deliveries_state CHECK ((state = 'PENDING' AND due_at IS NOT NULL AND settled_at IS NULL) OR (state IN ('DELIVERED', 'GIVEN_UP') AND due_at IS NULL AND lease_token IS NULL AND settled_at IS NOT NULL)))`,
    `CREATE INDEX ix_alert_deliveries_due ON alert_deliveries (channel, due_at)`,
    `CREATE INDEX ix_alert_deliveries_untold ON alert_deliveries (channel, state)`,
    // Last, so that a migration which broke before can be run again from its beginning.
    `DROP INDEX ix_alerts_task`,
  ],
});
