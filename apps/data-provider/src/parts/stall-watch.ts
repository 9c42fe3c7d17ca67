import type { ReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';

/** Slower than this for a whole period is not reading. */
const SLOWEST_BYTES_PER_SECOND = 1_000;

/**
 * Cuts a response whose reader has stopped taking it, or takes a byte now and then: it would hold file and place for ever.
 * A reader that was cut off resumes by Range. Ends by itself with the response.
 *
 * What is read from the file shows what the reader takes: behind a full line nothing more is read.
 */
export function cutWhenStalled(response: ServerResponse, stream: ReadStream, periodMs: number): void {
  let before = 0;
  const watch = setInterval(() => {
    const taken = stream.bytesRead - before;
    before = stream.bytesRead;
    if (taken < (SLOWEST_BYTES_PER_SECOND * periodMs) / 1_000) response.destroy(new Error('the reader has stalled'));
  }, periodMs);
  watch.unref();
  response.once('close', () => clearInterval(watch));
}
