import { DomainError } from '@syncline/contract';
import type { Dialect } from '@syncline/database';
import { Inject, Injectable } from '@nestjs/common';
import { GOLDEN_SOURCE } from '../golden-source/golden-source.providers.ts';
import type { GoldenSource, SourceReader } from '../golden-source/golden-source.ts';
import { RowsSettings } from './rows-settings.ts';

/** The server ends a statement itself; only when it says nothing at all the connection is cut, this much later. */
const GRACE_MS = 2_000;

/** Said to a session that reads for somebody who waits. Oracle has no such setting of a session. */
const BOUND: Readonly<Record<Dialect, (timeoutMs: number) => string[]>> = {
  postgres: (timeoutMs) => [`SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`],
  oracle: () => [],
};

/** Connections to the golden source for people: few at once, none for long. */
@Injectable()
export class LiveReaders {
  #active = 0;

  constructor(
    @Inject(GOLDEN_SOURCE) private readonly source: GoldenSource,
    private readonly settings: RowsSettings,
  ) {}

  get dialect(): Dialect {
    return this.source.dialect;
  }

  /** @throws DomainError SERVICE_UNAVAILABLE where as many are reading as may */
  async use<T>(work: (reader: SourceReader) => Promise<T>): Promise<T> {
    const { readersAtOnce, timeoutMs } = this.settings;
    if (this.#active >= readersAtOnce) throw new DomainError('SERVICE_UNAVAILABLE', `${readersAtOnce} pages of live rows are being read, as many as the source is asked for at once.`, { retryAfterSeconds: 1 });
    this.#active += 1;
    try {
      return await this.#read(work, timeoutMs);
    } finally {
      this.#active -= 1;
    }
  }

  async #read<T>(work: (reader: SourceReader) => Promise<T>, timeoutMs: number): Promise<T> {
    const reader = await this.source.openReader();
    const deadline = setTimeout(() => void reader.close(), timeoutMs + GRACE_MS);
    try {
      for (const setting of BOUND[this.source.dialect](timeoutMs)) await reader.rows(setting);
      return await work(reader);
    } finally {
      clearTimeout(deadline);
      await reader.close();
    }
  }
}
