import type { CloudEvent } from '@syncline/contract';
import { whatFires, type Firing, type Listener } from './what-fires.ts';

/** An event as it was published, with what identifies it for good and what it says. */
export interface PublishedEvent {
  /** The id that it will have if it is new. */
  readonly messageId: string;
  readonly event: CloudEvent;
  readonly identityDigest: string;
  readonly contentDigest: string;
}

/** A message that is stored already. */
export interface KnownMessage {
  readonly messageId: string;
  readonly contentDigest: string;
}

export type IntakeDecision =
  | { readonly kind: 'taken'; readonly messages: readonly TakenMessage[] }
  /** Nothing of the request is stored. */
  | { readonly kind: 'refused'; readonly code: 'MESSAGE_CONFLICT' | 'BUSINESS_DATE_UNREADABLE'; readonly detail: string };

export type TakenMessage =
  | { readonly kind: 'new'; readonly message: PublishedEvent; readonly firings: readonly Firing[] }
  /** Known before, or published a moment earlier: it gets the first one's result. */
  | { readonly kind: 'duplicate'; readonly messageId: string };

/**
 * What becomes of requests that arrive together, each with one event or several, one after the other: what a request
 * that is taken brought is known to those after it, and a request that is refused leaves no trace.
 *
 * @param known stored messages by identity digest
 * @param listeners triggers by the type of event they hear
 */
export function decideIntake(
  requests: readonly (readonly PublishedEvent[])[],
  known: ReadonlyMap<string, KnownMessage>,
  listeners: ReadonlyMap<string, readonly Listener[]>,
): IntakeDecision[] {
  const seen = new Map(known);
  return requests.map((events) => {
    const before = new Map<string, KnownMessage>();
    const messages: TakenMessage[] = [];
    for (const message of events) {
      const { event, identityDigest, messageId, contentDigest } = message;
      const first = before.get(identityDigest) ?? seen.get(identityDigest);
      if (first !== undefined && first.contentDigest !== contentDigest) {
        return { kind: 'refused', code: 'MESSAGE_CONFLICT', detail: `Event ${event.id} of ${event.source} is known with another content.` };
      }
      if (first !== undefined) {
        messages.push({ kind: 'duplicate', messageId: first.messageId });
        continue;
      }
      const fires = whatFires(event, listeners.get(event.type) ?? []);
      if (fires.kind === 'unreadable') return { kind: 'refused', code: 'BUSINESS_DATE_UNREADABLE', detail: fires.detail };
      before.set(identityDigest, { messageId, contentDigest });
      messages.push({ kind: 'new', message, firings: fires.firings });
    }
    for (const [identity, message] of before) seen.set(identity, message);
    return { kind: 'taken', messages };
  });
}
