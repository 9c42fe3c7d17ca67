import { randomBytes } from 'node:crypto';
import oracledb from 'oracledb';
import type { FreshDatabase } from '../postgres/fresh-database.ts';

/** What `freshDatabase` is to PostgreSQL: a user with a schema of its own. Not run against a live Oracle. */
export async function freshOracleUser(adminUrl: string): Promise<FreshDatabase> {
  const name = `SYNCLINE_TEST_${randomBytes(6).toString('hex').toUpperCase()}`;
  const password = `P${randomBytes(12).toString('hex')}`;
  await asAdmin(adminUrl, [
    `CREATE USER ${name} IDENTIFIED BY ${password} QUOTA UNLIMITED ON USERS`,
    `GRANT CREATE SESSION, CREATE TABLE, CREATE VIEW, CREATE SEQUENCE TO ${name}`,
    `GRANT EXECUTE ON DBMS_LOCK TO ${name}`,
  ]);
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  return { url: url.toString(), drop: () => asAdmin(adminUrl, [`DROP USER ${name} CASCADE`]) };
}

async function asAdmin(url: string, ddl: readonly string[]): Promise<void> {
  const { username, password, host, pathname } = new URL(url);
  const connection = await oracledb.getConnection({
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    connectString: `${host}${pathname}`,
  });
  try {
    for (const text of ddl) await connection.execute(text);
  } finally {
    await connection.close();
  }
}
