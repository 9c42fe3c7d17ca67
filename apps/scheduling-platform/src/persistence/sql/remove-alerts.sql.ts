import { statement } from '@syncline/database';

interface Binds {
  idBefore: string;
  resolvedBefore: Date;
  count: number;
}

const removable = (resolvedBefore: string): string =>
  `SELECT a.id FROM alerts a WHERE a.state = 'RESOLVED' AND a.id < :idBefore AND a.resolved_at < ${resolvedBefore} ORDER BY a.id`;

/** Alerts that were resolved long ago; their deliveries go with them. */
export const removeAlerts = statement<Binds>({
  name: 'remove-alerts',
  postgres: `DELETE FROM alerts WHERE id IN (${removable('CAST(:resolvedBefore AS timestamptz)')} LIMIT CAST(:count AS integer))`,
  oracle: `DELETE FROM alerts WHERE id IN (SELECT id FROM (${removable(':resolvedBefore')}) WHERE ROWNUM <= :count)`,
});
