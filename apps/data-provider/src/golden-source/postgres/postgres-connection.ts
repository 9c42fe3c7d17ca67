import { Client, DatabaseError } from 'pg';
import { SourceUnavailableError } from '../golden-source.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** Said by the session itself, so that no setting of the server or the user changes how anything is read or written. */
const SESSION = [
  'TimeZone=UTC', 'DateStyle=ISO', 'standard_conforming_strings=on', 'client_encoding=UTF8', 'statement_timeout=0',
  'idle_in_transaction_session_timeout=0',
].map((setting) => `-c ${setting}`).join(' ');

/** @throws SourceUnavailableError if the server cannot be reached now */
export async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url, options: SESSION, application_name: 'data-provider (golden source)', connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true,
  });
  // A connection that breaks between two statements tells only its listeners; the next statement fails by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    closeHard(client);
    throw unavailableOr(error);
  }
}

/**
 * Cuts the connection. `end()` would wait for a statement in work, and in the middle of a COPY that nobody reads any more
 * it would wait for ever; the server ends the transaction when the socket is gone.
 */
export function closeHard(client: Client): void {
  client.connection.stream.destroy();
}

/** Connection lost, server starting or stopping, out of resources: classes 08, 53 and 57 of SQLSTATE, or no answer at all. */
export function unavailableOr(error: unknown): unknown {
  const isFinal = error instanceof DatabaseError && !/^(08|53|57)/.test(error.code ?? '');
  if (isFinal || error instanceof SourceUnavailableError) return error;
  return new SourceUnavailableError(error instanceof Error ? error.message : String(error), { cause: error });
}
