import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import type { Patience } from './patience.ts';

/**
 * The bytes of an answer, as long as they come. A silence of `idleMs` ends it; while nobody asks for the next byte nothing
 * counts as silence, so that a slow target slows the download and is not taken for a slow source.
 * @throws SourceTooSlow, or what ended the connection
 */
export async function* watchedBody(body: Readable, idleMs: number, patience: Patience): AsyncGenerator<Buffer> {
  let isWaiting = false;
  const silence = setTimeout(() => {
    if (isWaiting) body.destroy(new Error(`the source sent nothing for ${idleMs} ms`));
  }, idleMs);
  const chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Buffer>> => {
    const since = performance.now();
    silence.refresh();
    isWaiting = true;
    let bytes = 0;
    try {
      const result = await chunks.next();
      bytes = result.done === true ? 0 : result.value.length;
      return result;
    } finally {
      isWaiting = false;
      patience.waited(performance.now() - since, bytes);
    }
  };
  try {
    for (let result = await next(); result.done !== true; result = await next()) yield result.value;
  } finally {
    clearTimeout(silence);
    body.destroy();
  }
}
