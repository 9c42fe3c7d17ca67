import type { AlertKind } from '@syncline/contract';
import type { AlertMessage } from '../domain/alert-message.ts';

/** What became of one try to tell a channel. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** To be tried again, not before `retryAfterMs` if the receiver said so. */
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfterMs?: number | null }
  /** The receiver wants to hear nothing more of it. */
  | { readonly kind: 'refused'; readonly error: string };

/** A way to tell people outside. It decides nothing and keeps nothing: what is to be told, and how often, is in rows. */
export interface AlertChannel {
  /** Names the channel in rows, metrics and log lines; made from its settings, so it outlives restarts. At most 300 characters. */
  readonly key: string;
  readonly kinds: readonly AlertKind[] | null;
  /** One bounded try; never throws. */
  deliver(message: AlertMessage, signal: AbortSignal): Promise<DeliveryOutcome>;
}

/** Longest try of any channel, in milliseconds; a lease of a delivery is longer. */
export const TRY_MS = 10_000;
