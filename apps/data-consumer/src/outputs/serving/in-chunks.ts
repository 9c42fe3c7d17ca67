const CHUNK = 16 * 1024;

/** Gathers short texts, so that a row is not a packet. */
export async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const text of texts) {
    pending += text;
    if (pending.length < CHUNK) continue;
    yield pending;
    pending = '';
  }
  if (pending !== '') yield pending;
}
