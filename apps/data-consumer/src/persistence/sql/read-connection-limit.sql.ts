import type { Statement } from '@syncline/database';

/** How many connections the server takes. On Oracle `v$parameter` needs a grant; without it the view is not there. */
export const readConnectionLimit: Statement<Record<string, never>, { connectionLimit: number }> = {
  name: 'read-connection-limit',
  postgres: `SELECT CAST(setting AS integer) AS connection_limit FROM pg_settings WHERE name = 'max_connections'`,
  oracle: `SELECT TO_NUMBER(value) AS connection_limit FROM v$parameter WHERE name = 'processes'`,
};
