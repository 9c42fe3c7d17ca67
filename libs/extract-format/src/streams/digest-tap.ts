import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** Lets bytes pass unchanged and knows afterwards how many there were and their SHA-256. */
export class DigestTap extends Transform {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #digest: string | null = null;

  /** So far. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Lower-case hex.
   * @throws Error before the end: a digest of half a stream proves nothing
   */
  get digest(): string {
    if (this.#digest === null) throw new Error('the stream has not ended');
    return this.#digest;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.#digest = this.#hash.digest('hex');
    done();
  }
}
