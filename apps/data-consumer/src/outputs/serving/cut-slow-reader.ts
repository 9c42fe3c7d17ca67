import type { ServerResponse } from 'node:http';

/** A reader who takes less for a whole period is cut off: it holds a turn, a connection and a snapshot of the database. */
const SLOWEST_PER_SECOND = 10_000;

/**
 * Passes texts on to a response, and cuts it where its reader is too slow. How fast texts are asked for shows how fast the
 * reader takes them: behind a full line nothing is asked for.
 */
export async function* cutSlowReader(response: ServerResponse, texts: AsyncIterable<string>, periodMs: number): AsyncGenerator<string> {
  let characters = 0;
  const watch = setInterval(() => {
    // Where nothing waits to be taken, it is the database that is slow.
    if (characters < (SLOWEST_PER_SECOND * periodMs) / 1000 && response.writableLength > 0) response.destroy();
    characters = 0;
  }, periodMs);
  watch.unref();
  // Not when the texts end: the last of them must be taken too.
  response.once('close', () => clearInterval(watch));
  if (response.closed) clearInterval(watch);
  for await (const text of texts) {
    characters += text.length;
    yield text;
  }
}
