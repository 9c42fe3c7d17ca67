import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

export const HOW_TO_GET_PSQL = `There is no psql in the PATH, and a copy by psql is what everything is compared with. It is in Debian's and Ubuntu's package
postgresql-client (apt-get install postgresql-client), and in libpq of Homebrew.`;

/** What the psql of the PATH says of itself; null where there is none. */
export const findPsql = (): Promise<string | null> =>
  promisify(execFile)('psql', ['--version']).then(({ stdout }) => stdout.trim(), () => null);

export interface PsqlEnd {
  readonly url: string;
  readonly sql: string;
}

/**
 * One psql piped into another, as a person types it.
 * @throws Error with what they said when one of them fails
 */
export async function pipePsql(from: PsqlEnd, to: PsqlEnd): Promise<void> {
  const psql = (end: 'FROM' | 'TO'): string => `PGDATABASE="$${end}_DATABASE" psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --command="$${end}_SQL"`;
  // A plain shell tells only how the last of a pipe ended; that the first one brought everything is the audit's to find out.
  const child = spawn('/bin/sh', ['-c', `${psql('FROM')} | ${psql('TO')}`], {
    env: { ...process.env, ...connection(from.url), FROM_DATABASE: databaseOf(from.url), FROM_SQL: from.sql, TO_DATABASE: databaseOf(to.url), TO_SQL: to.sql },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 || said !== '') throw new Error(`psql ended with ${code}: ${said.trim()}`);
}

const databaseOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

/** In the environment, not in the arguments, which every user of the machine may read. */
function connection(url: string): Record<string, string> {
  const { hostname, port, username, password } = new URL(url);
  return { PGHOST: hostname, PGPORT: port, PGUSER: decodeURIComponent(username), PGPASSWORD: decodeURIComponent(password), PGTZ: 'UTC' };
}
