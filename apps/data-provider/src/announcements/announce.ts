import type { BusinessDateClosed } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import { AnnouncementEntity } from '../persistence/entities/index.ts';
import { closedEvent } from './domain/closed-event.ts';

export interface AnnounceOptions {
  readonly source: string;
  /** The database's clock. */
  readonly time: Date;
  readonly traceparent: string | null;
  /** One delivery each, all of the same event. */
  readonly urls: readonly string[];
}

/** Puts an event into the outbox, in the transaction that makes it true: told and true, or neither. */
export async function announce(tx: Transaction, data: BusinessDateClosed, { source, time, traceparent, urls }: AnnounceOptions): Promise<void> {
  if (urls.length === 0) return;
  const eventJson = closedEvent({ id: uuidv7(), source, time, data });
  await tx.manager.insert(AnnouncementEntity, urls.map((url) => ({ id: uuidv7(), url, eventJson, traceparent, state: 'PENDING' as const, tries: 0, dueAt: time })));
}
