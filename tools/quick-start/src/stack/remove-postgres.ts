import { removeLocalPostgres } from '@syncline/local-postgres';
import { Failure, messageOf } from '../failure.ts';

/** Ends the server of a folder if one runs, and deletes its files, wherever they are. */
export async function removePostgres(dataDir: string): Promise<void> {
  try {
    await removeLocalPostgres(dataDir);
  } catch (error) {
    throw new Failure(`The files of PostgreSQL could not be removed: ${messageOf(error)}.`, null, error);
  }
}
