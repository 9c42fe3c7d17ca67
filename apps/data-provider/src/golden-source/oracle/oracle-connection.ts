import oracledb, { type Connection } from 'oracledb';
import { SourceUnavailableError } from '../golden-source.ts';

/** Said by the session itself, so that no default of the client or the server changes how anything is read or written. */
const SESSION = "ALTER SESSION SET TIME_ZONE = '+00:00' NLS_SORT = 'BINARY' NLS_COMP = 'BINARY' NLS_CALENDAR = 'GREGORIAN' NLS_NUMERIC_CHARACTERS = '.,'";

/** @throws SourceUnavailableError if the server cannot be reached now */
export async function connect(url: string): Promise<Connection> {
  const { username, password, host, pathname } = new URL(url);
  try {
    const connection = await oracledb.getConnection({
      user: decodeURIComponent(username), password: decodeURIComponent(password), connectString: `${host}${pathname}`,
    });
    await connection.execute(SESSION);
    return connection;
  } catch (error) {
    throw unavailableOr(error);
  }
}

/** The client could not connect or lost the connection (NJS-5xx, DPI-1080), or the server is starting or stopping. */
const UNAVAILABLE = /^(NJS-5\d\d|DPI-1080|ORA-(01033|01034|01089|03113|03114|12\d{3}))/;

export function unavailableOr(error: unknown): unknown {
  return error instanceof Error && UNAVAILABLE.test(error.message) ? new SourceUnavailableError(error.message, { cause: error }) : error;
}
