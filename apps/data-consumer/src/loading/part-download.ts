import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { ManifestPart } from '@syncline/contract';
import { AskedToWait } from '../extracting/retry-after.ts';
import { reach } from '../file-syncs/crash-points.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import { SourceBusy, type PartBytes, type PartSource } from './part-source.ts';
import { Patience, SourceTooSlow } from './patience.ts';
import { watchedBody } from './watched-body.ts';

/** Connections in a row that brought no byte, after which the source counts as down. */
const MOST_FRUITLESS = 5;

/**
 * The stored bytes of one part, as one stream over as many connections as it takes.
 *
 * A cut is healed by asking for the rest (Range) without whoever reads noticing. Bytes are digested here, before anybody
 * sees them, and reading goes on here when whoever reads has given up (`verify`): what they choked on may be nothing but a
 * flipped bit, and only the digest of the whole can tell.
 */
export class PartDownload {
  readonly #part: ManifestPart;
  readonly #source: PartSource;
  readonly #patience: Patience;
  readonly #hash = createHash('sha256');
  #digest: string | undefined;
  readonly #chunks: AsyncGenerator<Buffer>;
  #received = 0;

  constructor(part: ManifestPart, source: PartSource) {
    this.#part = part;
    this.#source = source;
    this.#patience = new Patience(source.settings.idleTimeoutMs, (ms) => { source.waitedMs += ms; });
    this.#chunks = this.#download();
  }

  /** Ends early, without ending the download, when whoever reads it stops. */
  async *bytes(): AsyncGenerator<Buffer> {
    for (let next = await this.#chunks.next(); !next.done; next = await this.#chunks.next()) yield next.value;
  }

  /**
   * Reads what is left and compares. May be asked again: a hash gives its digest only once, so it is kept.
   * @throws SyncFailure PART_DIGEST_MISMATCH or PART_LENGTH_MISMATCH
   */
  async verify(): Promise<void> {
    while (!(await this.#chunks.next()).done);
    this.#digest ??= this.#hash.digest('hex');
    if (this.#digest === this.#part.storedDigest) return;
    throw new SyncFailure('PART_DIGEST_MISMATCH', `Part ${this.#part.n} has the digest ${this.#digest}, sealed was ${this.#part.storedDigest}.`);
  }

  /** Lets go of the connection, if one is still open. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async *#download(): AsyncGenerator<Buffer> {
    for (let fruitless = 0; this.#received < this.#part.storedBytes;) {
      const before = this.#received;
      try {
        yield* this.#connection();
        if (this.#received < this.#part.storedBytes) throw this.#wrongLength();
      } catch (error) {
        if (error instanceof SyncFailure || error instanceof AskedToWait) throw error;
        this.#source.signal.throwIfAborted();
        fruitless = this.#received > before ? 1 : fruitless + 1;
        if (fruitless > MOST_FRUITLESS || error instanceof SourceTooSlow) throw this.#unavailable(error);
        await this.#pause(error, fruitless);
      }
    }
  }

  async *#connection(): AsyncGenerator<Buffer> {
    const { body, skip } = await this.#open();
    let toSkip = skip;
    for await (const chunk of watchedBody(body, this.#source.settings.idleTimeoutMs, this.#patience)) {
      const fresh = chunk.subarray(toSkip);
      toSkip -= chunk.length - fresh.length;
      if (fresh.length === 0) continue;
      this.#received += fresh.length;
      if (this.#received > this.#part.storedBytes) throw this.#wrongLength();
      this.#hash.update(fresh);
      reach('part-downloading');
      yield fresh;
    }
  }

  async #open(): Promise<PartBytes> {
    const since = performance.now();
    try {
      return await this.#source.open(this.#part, this.#received);
    } finally {
      this.#patience.waited(performance.now() - since, 0);
    }
  }

  /** What the source asked for is its right, and no trial of our patience. */
  async #pause(error: unknown, fruitless: number): Promise<void> {
    const asked = error instanceof SourceBusy ? error.retryAfterMs : 0;
    const ours = this.#source.settings.reconnectMs * 2 ** (fruitless - 1);
    await delay(Math.max(asked, ours), undefined, { signal: this.#source.signal });
  }

  #wrongLength(): SyncFailure {
    return new SyncFailure('PART_LENGTH_MISMATCH', `Part ${this.#part.n} came with ${this.#received} bytes, sealed were ${this.#part.storedBytes}.`);
  }

  #unavailable(cause: unknown): SyncFailure {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new SyncFailure('SOURCE_UNAVAILABLE', `Part ${this.#part.n} could not be downloaded: ${why}.`, { cause });
  }
}
