import type { Readable } from 'node:stream';

/** The answer was longer than the reader wanted to hold. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/**
 * Reads a small answer into memory.
 * @param limits.maxBytes more than this is refused before it is held
 * @param limits.timeoutMs for the whole body; a trickle of bytes does not extend it
 * @throws AnswerTooLarge, or the error that cut the body
 */
export async function readBody(body: Readable, limits: { readonly maxBytes: number; readonly timeoutMs: number }): Promise<Buffer> {
  const timer = setTimeout(() => body.destroy(new Error(`the answer was not complete within ${limits.timeoutMs} ms`)), limits.timeoutMs);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limits.maxBytes) throw new AnswerTooLarge(`the answer has more than ${limits.maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
}
